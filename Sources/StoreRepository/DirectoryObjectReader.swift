import FileIO
import StoreInterface
import StoreModel

/// A file of a `DirectoryStorage`, open for reading.
final class DirectoryObjectReader: ObjectReader {
    let size: UInt64
    private let file: FileReader

    init(_ file: FileReader) throws(FileError) {
        self.file = file
        size = try file.status().size
    }

    /// Keeps gc from deleting the file while this object lives.
    func hold() {
        // Where it cannot be locked gc is about to delete it, and the open file is as good.
        _ = try? file.tryLock(.shared)
    }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) {
        let got: Int
        do throws(FileError) {
            got = try file.read(at: offset, into: buffer)
        } catch {
            throw StoreError(error, "cannot read \(file.path)")
        }
        guard got == buffer.count else {
            throw StoreError(
                .integrity,
                "\(file.path) ends at byte \(offset + UInt64(got)), before its data does",
                fix: "store verify --all")
        }
    }
}
