import ArgumentParser
import StoreModel
import StoreOperations

struct DoctorCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what could go wrong on this machine, each with its fix.",
        discussion: """
            store doctor
            store doctor --store /srv/models --json
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        var findings = DoctorHost(searchPath: session.environment["PATH"] ?? "").run()
        do throws(StoreError) {
            let store = try session.open()
            findings += DoctorStore(store.repository).run()
            findings += try MountRecords.findings(store.repository)
        } catch {
            findings.append(DoctorStore.finding(error))
        }
        let diagnosis = Diagnosis(findings: findings)
        try session.console.emit(
            diagnosis.json, quiet: "", text: text(diagnosis, session.console))
        return diagnosis.isHealthy ? 0 : 1
    }

    private func text(_ diagnosis: Diagnosis, _ console: Console) -> String {
        var table = Table("", "CHECK", "FINDING", "FIX")
        for finding in diagnosis.findings {
            let style: Palette.Style =
                switch finding.level {
                case .ok: .green
                case .warning: .yellow
                case .error: .red
                }
            table.add(
                Cell(finding.level.rawValue, style: style), Cell(finding.check),
                Cell(finding.message), Cell(finding.fix ?? ""))
        }
        return console.text(table)
    }
}
