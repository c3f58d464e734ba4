import ArgumentParser
import Hashing
import StoreModel
import StoreOperations

struct ShowCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one version: what is known about it, and its files.",
        discussion: """
            store show active
            store show latest~1 --json
            """)

    @Argument(
        help: "A reference: active, latest, #7, an id, a ref, a digest's first 8 digits.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        let store = try session.open()
        let version = try ShowVersion(store.repository).run(
            reference, selection: store.selection)
        try session.console.emit(
            version.showJSON, quiet: version.entry.id.text,
            text: text(version, session))
        return 0
    }

    private func text(_ version: VersionDocument, _ session: Session) -> String {
        let manifest = version.manifest
        var rows = VersionTable.rows(version, now: session.now)
        for (name, value) in [
            ("run", manifest.run), ("dataset", manifest.dataset), ("changelog", manifest.changelog),
        ] {
            if let value { rows.append((name, Cell(value))) }
        }
        rows += manifest.parents.map { ("parent", .digest($0)) }
        rows += manifest.labels.sorted { $0.key < $1.key }.map {
            ("label." + $0.key, Cell($0.value))
        }
        rows += manifest.locations.map { ("location", Cell($0)) }
        var files = Table("PATH", "BYTES", "SHA256", "ROLE")
        for file in manifest.files {
            let role = [file.role?.rawValue, file.name, file.format].compactMap(\.self)
            files.add(
                Cell(file.path), .bytes(file.size), .digest(file.sha256),
                Cell(role.joined(separator: " ")))
        }
        let head = VersionTable.text(rows, session.console)
        let gates = PolicyText.results(version.gates, session.console)
        return head + (gates.isEmpty ? "" : "\n" + gates)
            + (files.isEmpty ? "" : "\n" + session.console.text(files))
    }
}
