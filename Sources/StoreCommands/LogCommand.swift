import ArgumentParser
import Hashing
import StoreModel
import StoreOperations

struct LogCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show the journal of a model, newest first.",
        discussion: """
            store log --model qb
            store log --at 2026-11-20T14:00:00Z
            """)

    @Option(help: "Leave out what came after this time (RFC 3339).")
    var at: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let time = try TimeArgument.parse(optional: at, option: "--at")
        let store = try session.open()
        let log = try ShowLog(store.repository).run(store.selection, at: time)
        let console = session.console
        switch console.mode {
        case .terminal: try Pager(session.environment).show(console.text(table(log, session.now)))
        case .pipe: try console.say(console.text(table(log, session.now)))
        case .json: try StandardStream.output.write(log.json().canonicalText + "\n")
        case .quiet:
            let lines = log.transitions.map { "\($0.generation)\n" }.joined()
            try StandardStream.output.write(lines)
        }
        return 0
    }

    private func table(_ log: TransitionLog, _ now: Timestamp) -> Table {
        var table = Table("GENERATION", "TIME", "ACTION", "CHANGES", "ACTOR", "REASON")
        for transition in log.transitions {
            table.add(
                .number(transition.generation), .time(transition.time, now: now),
                Cell(transition.action.rawValue), Cell(LogCommand.changes(transition)),
                Cell(transition.actor), Cell(transition.reason ?? ""))
        }
        return table
    }

    /// What somebody passed although it failed must be seen at a glance.
    private static func overrides(_ transition: Transition) -> String {
        let names = transition.gates.filter { $0.verdict == .overridden }.map(\.name)
        return names.isEmpty ? "" : "; OVERRIDDEN: " + names.joined(separator: ", ")
    }

    private static func policy(_ transition: Transition) -> String {
        guard transition.action == .policy else { return "" }
        return transition.policy.map { "policy: \($0.digest.short)" } ?? "policy: ended"
    }

    private static func changes(_ transition: Transition) -> String {
        transition.changes.sorted { $0.key < $1.key }.map { name, change in
            "\(name): \(change.from?.text ?? "-") → \(change.to?.text ?? "-")"
        }.joined(separator: ", ") + overrides(transition) + policy(transition)
    }
}
