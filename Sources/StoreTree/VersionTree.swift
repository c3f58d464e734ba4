import Hashing
import StoreModel

/// One version's names, made once from its manifest and shared by all views: flat arrays, no object
/// per node. A directory of n names is searched in log n comparisons of bytes.
final class VersionTree: Sendable {
    let manifest: Digest
    let summary: VersionSummary
    private let names: [UInt8]
    private let rows: [TreeRow]
    private let spans: [TreeSpan]
    private let contents: [FileContent]

    init(
        manifest: Digest, summary: VersionSummary, names: [UInt8], rows: [TreeRow],
        spans: [TreeSpan], contents: [FileContent]
    ) {
        self.manifest = manifest
        self.summary = summary
        self.names = names
        self.rows = rows
        self.spans = spans
        self.contents = contents
    }

    /// Bytes of memory, for the cache's bound.
    var cost: Int {
        names.count + rows.count * MemoryLayout<TreeRow>.stride
            + spans.count * MemoryLayout<TreeSpan>.stride
            + contents.count * MemoryLayout<FileContent>.stride
    }

    var directoryCount: Int { spans.count }
    var fileContents: [FileContent] { contents }

    func content(_ file: Int32) -> FileContent { contents[Int(file)] }
    func parent(of directory: Int32) -> Int32 { spans[Int(directory)].parent }
    func subdirectories(of directory: Int32) -> Int { Int(spans[Int(directory)].subdirectories) }
    func count(of directory: Int32) -> Int { Int(spans[Int(directory)].count) }

    /// The n-th name of a directory in the order of bytes.
    func row(_ position: Int, of directory: Int32) -> (name: [UInt8], child: TreeChild) {
        let row = rows[Int(spans[Int(directory)].first) + position]
        return (Array(names[row.range]), row.child)
    }

    /// What `name`, byte for byte, stands for in a directory.
    func child(_ name: [UInt8], of directory: Int32) -> TreeChild? {
        let span = spans[Int(directory)]
        var low = Int(span.first)
        var high = low + Int(span.count)
        while low < high {
            let middle = (low + high) / 2
            if names[rows[middle].range].lexicographicallyPrecedes(name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < Int(span.first) + Int(span.count), names[rows[low].range].elementsEqual(name)
        else { return nil }
        return rows[low].child
    }

    /// A directory's path inside the version, [] for the root.
    func path(of directory: Int32) -> [UInt8] {
        var components: [Range<Int>] = []
        var index = directory
        while index != 0 {
            components.append(spans[Int(index)].name)
            index = spans[Int(index)].parent
        }
        return Array(components.reversed().map { names[$0] }.joined(separator: [0x2F]))
    }
}
