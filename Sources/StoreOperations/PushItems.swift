import Chunking
import Synchronization

/// Deals out segments in order.
final class PushItems: Sendable {
    private struct Cursor {
        var sequence = 0
        var file = 0
        var segment: UInt64 = 0
    }

    private let files: [SourceFile]
    private let cursor = Mutex(Cursor())

    init(files: [SourceFile]) { self.files = files }

    /// The next segment; an empty file has one, of no bytes.
    func next() -> PushItem? {
        cursor.withLock { cursor in
            guard cursor.file < files.count else { return nil }
            let file = files[cursor.file]
            let isLast = cursor.segment + 1 >= Segment.count(forSize: file.size)
            let item = PushItem(
                sequence: cursor.sequence, file: file, fileIndex: cursor.file,
                range: Segment.range(cursor.segment, ofSize: file.size), isLast: isLast)
            cursor.sequence += 1
            cursor.file += isLast ? 1 : 0
            cursor.segment = isLast ? 0 : cursor.segment + 1
            return item
        }
    }
}
