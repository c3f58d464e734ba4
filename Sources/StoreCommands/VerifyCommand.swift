import ArgumentParser
import StoreModel
import StoreOperations
import StoreRepository

struct VerifyCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every byte of a version, or of the whole store.",
        discussion: """
            store verify --all
            store verify v7 --repair-from /mnt/backup/store
            """)

    @Argument(
        help: "The version; the whole store if left out.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String?

    @Flag(help: "The whole store.")
    var all = false

    @Flag(help: "Also hash every file whole.")
    var strict = false

    @Flag(help: "Mend from the second copies in mirror/.")
    var repair = false

    @Option(help: "Mend from another store.", completion: .directory)
    var repairFrom: String?

    @Flag(help: "Also check that the version is signed as the policies ask.")
    var signatures = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try reference.map { (text) throws(StoreError) in try Reference(text) }
        guard reference == nil || !all else {
            throw StoreError(
                .usage, "a version and --all cannot stand together", fix: "store verify --all")
        }
        guard reference != nil || !signatures else {
            throw StoreError(
                .usage, "--signatures wants a version", fix: "store verify active --signatures")
        }
        let elsewhere = try repairFrom.map(PathArgument.parse)
        let store = try session.open()
        if repair || repairFrom != nil { try store.repository.requireWritable() }
        var scope = VerifyRequest.Scope.everything
        if let reference {
            let (state, entry) = try store.selection.version(reference, in: store.repository)
            scope = .version(entry, state.model)
        }
        let request = VerifyRequest(
            scope: scope, strictness: strict ? .strict : .standard,
            repair: try repairSource(elsewhere))
        let report = try Verify(
            repository: store.repository, request: request, progress: session.console.progress()
        ).run()
        // Damage is the worse news, so it is what the exit code tells if neither can be printed.
        let signed = try SignedVersion(signatures ? scope : nil, in: store.repository)
        let printed = Result { () throws(StoreError) in
            try session.console.emit(
                signed.added(to: report.json), quiet: "",
                text: signed.text(session.console) + text(report, session.console))
        }
        let code = try conclude(report)
        try signed.check()
        try printed.get()
        return code
    }

    private func repairSource(_ path: String?) throws(StoreError) -> VerifyRequest.Repair {
        if let path { return .fromStore(try Composition.open(at: path)) }
        return repair ? .fromMirror : .none
    }

    private func text(_ report: VerifyReport, _ console: Console) -> String {
        var table = Table("PROBLEM", "OBJECT", "PATH", "VERSIONS", "")
        for problem in report.problems {
            table.add(
                Cell(problem.kind.rawValue, style: problem.repaired ? .yellow : .red),
                Cell(problem.object), Cell(problem.path ?? "-"),
                Cell(problem.versions.map(\.text).joined(separator: ",")),
                Cell(problem.repaired ? "repaired" : "damaged"))
        }
        let counts = "\(report.objects) objects, \(Humane.bytes(report.bytes))"
        let damaged = report.problems.filter { !$0.repaired }.count
        return console.text(table) + counts
            + (damaged == 0 ? ": sound\n" : ": \(Humane.count(damaged, "problem"))\n")
    }

    /// 0: nothing is damaged now; 3: a repair left something; 8: damage, and no repair asked for.
    private func conclude(_ report: VerifyReport) throws(StoreError) -> Int32 {
        let left = report.problems.filter { !$0.repaired }
        guard let first = left.first else { return 0 }
        let names = Set(left.flatMap(\.versions)).sorted().prefix(5).map(\.text)
        let what =
            Humane.count(left.count, "problem")
            + (names.isEmpty ? "" : " in " + names.joined(separator: ", "))
        guard repair || repairFrom != nil else {
            throw StoreError(
                .integrity, "\(what): \(first.object) is \(first.kind.rawValue)",
                fix: "store verify --all --repair, or --repair-from STORE")
        }
        throw StoreError(
            .partial, "\(what) could not be mended: \(first.object) is \(first.kind.rawValue)",
            fix: "store verify --all --repair-from STORE")
    }
}
