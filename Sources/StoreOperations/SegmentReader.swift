import Chunking
import FileIO
import StoreInterface
import StoreModel

/// One thread's buffer for a segment of a source file.
final class SegmentReader {
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: CutSegment.readLimit, alignment: 4096)

    deinit { buffer.deallocate() }

    /// The plain bytes of `range` in the segment at hand.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[range])
    }

    /// Reads `range` of `file`, at most a segment, and makes sure that the file is the one that the
    /// walk saw, before and after; throws `changedWhileRead` if it is not.
    func read(_ range: Range<UInt64>, of file: SourceFile) throws(StoreError) {
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(range.count))
        let isSame = try attempting("cannot read \(quoted(file.path))") {
            () throws(FileError) -> Bool in
            let reader = try file.root.openEntry(file.name)
            guard try reader.status().isSameContent(as: file.status) else { return false }
            let count = try reader.read(at: range.lowerBound, into: target)
            guard count == target.count else { return false }
            return try reader.status().isSameContent(as: file.status)
        }
        guard isSame else { throw SourceTree.changed(file.path) }
    }
}
