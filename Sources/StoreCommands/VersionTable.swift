import Hashing
import StoreModel
import StoreOperations

/// A version as lines of name and value.
enum VersionTable {
    static func rows(_ version: VersionDocument, now: Timestamp) -> [(String, Cell)] {
        var rows: [(String, Cell)] = [
            ("model", Cell(version.model.text)),
            ("version", Cell(version.entry.id.text, style: .bold)),
            ("number", .number(version.entry.number, prefix: "#")),
            ("digest", .digest(version.entry.manifest)),
            ("created", .time(version.manifest.created, now: now)),
            ("refs", Cell(version.refs.map(\.text).joined(separator: ", "))),
            ("files", .number(UInt64(version.manifest.files.count))),
            ("bytes", .bytes(version.manifest.totalBytes)),
        ]
        if let description = version.manifest.description {
            rows.append(("description", Cell(description)))
        }
        for (name, value) in version.manifest.metrics.sorted(by: { $0.key < $1.key }) {
            rows.append(("metrics." + name, .scalar(value)))
        }
        return rows
    }

    /// Names at the left, values at the left beside them.
    static func text(_ rows: [(String, Cell)], _ console: Console) -> String {
        var table = Table("", "")
        for (name, cell) in rows {
            var cell = cell
            cell.isNumber = false
            table.add(Cell(name, style: .dim), cell)
        }
        return console.text(table)
    }
}
