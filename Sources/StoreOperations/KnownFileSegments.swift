import Chunking
import StoreRepository
import Synchronization

/// A run of chunks of a file, of at most `CutSegment.length` bytes together.
struct KnownFileSegment {
    let comparison: KnownFileComparison
    let entries: Range<Int>
    /// Where they stand in the file.
    let range: Range<UInt64>
}

/// Deals out the segments of files that are compared with recipes, in order.
final class KnownFileSegments: Sendable {
    private struct Cursor {
        var file = 0
        var entry = 0
        var offset: UInt64 = 0
    }

    private let comparisons: [KnownFileComparison]
    private let cursor = Mutex(Cursor())

    init(_ comparisons: [KnownFileComparison]) { self.comparisons = comparisons }

    /// No more threads than this can be busy.
    var count: Int { comparisons.reduce(0) { $0 + $1.recipe.count } }

    /// The next segment of a file that may still be the same.
    func next() -> KnownFileSegment? {
        cursor.withLock { cursor in
            while cursor.file < comparisons.count {
                let comparison = comparisons[cursor.file]
                guard comparison.isSame, cursor.entry < comparison.recipe.count else {
                    cursor = Cursor(file: cursor.file + 1)
                    continue
                }
                return KnownFileSegments.segment(of: comparison, &cursor)
            }
            return nil
        }
    }

    private static func segment(
        of comparison: KnownFileComparison, _ cursor: inout Cursor
    ) -> KnownFileSegment {
        let (first, start) = (cursor.entry, cursor.offset)
        while cursor.entry < comparison.recipe.count {
            let end = cursor.offset + UInt64(comparison.recipe[cursor.entry].plainLength)
            guard end - start <= UInt64(CutSegment.length) else { break }
            cursor.entry += 1
            cursor.offset = end
        }
        return KnownFileSegment(
            comparison: comparison, entries: first..<cursor.entry, range: start..<cursor.offset)
    }
}
