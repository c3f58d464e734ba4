import Hashing
import StoreModel

/// Makes a `VersionTree` in one walk over a manifest's sorted paths: all paths below a directory
/// are neighbours, so a stack of open directories is enough.
struct VersionTreeBuilder {
    /// A row before it is sorted into its directory.
    private struct Loose {
        let directory: Int32
        let row: TreeRow
    }

    private var names: [UInt8] = []
    private var loose: [Loose] = []
    private var spans = [TreeSpan(first: 0, count: 0, parent: 0, name: 0..<0, subdirectories: 0)]
    /// The open directories below the root: index, and where its components end in `path`.
    private var open: [(index: Int32, end: Int)] = []
    /// The path of the innermost open directory, each component followed by a slash.
    private var path: [UInt8] = []

    /// `manifest` has passed `Manifest.checkTree`: sorted, unique, no file that is a directory.
    static func tree(_ manifest: Manifest, digest: Digest, documentSize: Int) -> VersionTree {
        var builder = VersionTreeBuilder()
        builder.addAll(manifest)
        let rows = builder.sortedRows()
        let summary = VersionSummary(
            model: manifest.model, version: manifest.version, created: manifest.created,
            documentSize: UInt64(documentSize), bytes: manifest.totalBytes,
            files: UInt64(manifest.files.count),
            subdirectories: Int(builder.spans[0].subdirectories))
        return VersionTree(
            manifest: digest, summary: summary, names: builder.names, rows: rows,
            spans: builder.spans,
            contents: manifest.files.map { file in
                FileContent(
                    sha256: file.sha256, size: file.size, isExecutable: file.isExecutable)
            })
    }

    /// Merges files and empty directories, which are sorted each.
    private mutating func addAll(_ manifest: Manifest) {
        var rest = manifest.directories[...]
        for (index, file) in manifest.files.enumerated() {
            while let directory = rest.first, ManifestPath.precedes(directory, file.path) {
                enter(Array(directory.utf8) + [0x2F])
                rest.removeFirst()
            }
            let bytes = Array(file.path.utf8)
            let start = bytes.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
            enter(Array(bytes[..<start]))
            addRow(bytes[start...], .file(Int32(index)))
        }
        for directory in rest { enter(Array(directory.utf8) + [0x2F]) }
    }

    /// Makes the directory of `target` ("" or components each followed by a slash) the innermost.
    private mutating func enter(_ target: [UInt8]) {
        while !target.starts(with: path) {
            open.removeLast()
            path.removeSubrange((open.last?.end ?? 0)...)
        }
        for component in target[path.count...].split(separator: 0x2F) {
            let index = Int32(spans.count)
            let parent = open.last?.index ?? 0
            let name = addRow(component, .directory(index))
            spans[Int(parent)].subdirectories += 1
            spans.append(
                TreeSpan(first: 0, count: 0, parent: parent, name: name, subdirectories: 0))
            path.append(contentsOf: component)
            path.append(0x2F)
            open.append((index, path.count))
        }
    }

    @discardableResult
    private mutating func addRow(_ name: ArraySlice<UInt8>, _ child: TreeChild) -> Range<Int> {
        let start = names.count
        names.append(contentsOf: name)
        let directory = open.last?.index ?? 0
        let row = TreeRow(
            nameStart: UInt32(start), nameLength: UInt16(name.count), child: child)
        loose.append(Loose(directory: directory, row: row))
        spans[Int(directory)].count += 1
        return start..<names.count
    }

    /// Rows grouped by directory (a counting sort), then sorted by name: the order of whole paths is
    /// not the order of components ("a-b" < "a/x", but "a" < "a-b").
    private mutating func sortedRows() -> [TreeRow] {
        var first: Int32 = 0
        for index in spans.indices {
            spans[index].first = first
            first += spans[index].count
        }
        var next = spans.map(\.first)
        var rows = loose.map(\.row)
        for item in loose {
            rows[Int(next[Int(item.directory)])] = item.row
            next[Int(item.directory)] += 1
        }
        let names = names
        for span in spans {
            let range = Int(span.first)..<Int(span.first + span.count)
            rows[range].sort { left, right in
                names[left.range].lexicographicallyPrecedes(names[right.range])
            }
        }
        return rows
    }
}
