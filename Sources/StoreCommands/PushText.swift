import Hashing
import StoreModel
import StoreOperations

/// What a push did, as text.
struct PushText {
    private let result: PushResult
    private let isPromoted: Bool
    private let now: Timestamp

    init(_ result: PushResult, isPromoted: Bool, now: Timestamp) {
        self.result = result
        self.isPromoted = isPromoted
        self.now = now
    }

    func text(_ console: Console) -> String {
        let entry = result.version.entry
        let rows: [(String, Cell)] = [
            ("model", Cell(result.version.model.text)),
            ("version", Cell(entry.id.text, style: .bold)),
            ("number", .number(entry.number, prefix: "#")),
            ("digest", .digest(entry.manifest)),
            ("read", .bytes(result.bytesRead)),
            ("new", .bytes(result.bytesNew)),
            ("stored", .bytes(result.bytesStored)),
            ("seconds", .seconds(result.seconds)),
            ("mount", Cell(result.mountPath ?? "-")),
        ]
        return VersionTable.text(rows, console) + objects(console) + sentence + "\n"
    }

    /// A dry run lists everything that it would register.
    private func objects(_ console: Console) -> String {
        guard result.commitment.isDryRun, !result.unchanged else { return "" }
        var table = Table("WOULD REGISTER", "BYTES", "SHA256")
        for file in result.version.manifest.files {
            table.add(Cell(file.path), .bytes(file.size), .digest(file.sha256))
        }
        return "\n" + console.text(table)
    }

    /// What was done, or would be.
    var sentence: String {
        let name = "\(result.version.model)@\(result.version.entry.id)"
        if result.commitment.isDryRun {
            return result.unchanged
                ? "\(name) is registered already: nothing would be done"
                : "would register \(name)"
        }
        let verb =
            result.unchanged ? "nothing new: \(name) is registered already" : "registered \(name)"
        return isPromoted ? verb + ", and it is active" : verb
    }
}
