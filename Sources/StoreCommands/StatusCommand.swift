import ArgumentParser
import StoreModel
import StoreOperations
import StoreRepository

struct StatusCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is active and mounted, and how the store is.",
        discussion: """
            store status
            store status --json
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let store = try session.open()
        let status = try Status(store.repository, storage: store.repository.storage)
            .run(mounts: MountRecords.status(of: store.repository))
        try session.console.emit(
            status.json, quiet: status.health.rawValue, text: text(status, session))
        return 0
    }

    private func text(_ status: StoreStatus, _ session: Session) -> String {
        let console = session.console
        var text = VersionTable.text(
            [
                ("health", Cell(status.health.rawValue, style: style(status.health))),
                ("logical", .bytes(status.bytesLogical)), ("stored", .bytes(status.bytesStored)),
            ] + status.findings.map { ("finding", Cell($0, style: .yellow)) }, console)
        var models = Table("MODEL", "ACTIVE", "#", "SINCE", "ACTOR", "REASON")
        for active in status.models {
            models.add(
                Cell(active.version.model.text), Cell(active.version.entry.id.text, style: .green),
                .number(active.version.entry.number),
                .time(active.activation.time, now: session.now), Cell(active.activation.actor),
                Cell(active.activation.reason ?? ""))
        }
        if !models.isEmpty { text += "\n" + console.text(models) }
        var mounts = Table("MOUNT", "MODEL", "PID", "GENERATION", "HEALTH", "PASSTHROUGH")
        for mount in status.mounts {
            mounts.add(
                Cell(mount.path), Cell(mount.model?.text ?? "all"), .number(UInt64(mount.pid)),
                mount.facts.generation.map { .number($0) } ?? Cell("-"),
                Cell(mount.health.rawValue, style: style(mount.health)),
                Cell(mount.facts.passthrough ?? "-"))
        }
        if !mounts.isEmpty { text += "\n" + console.text(mounts) }
        return text
    }

    private func style(_ health: Health) -> Palette.Style {
        switch health {
        case .ok: .green
        case .degraded: .yellow
        case .failed: .red
        }
    }
}
