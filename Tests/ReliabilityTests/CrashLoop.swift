import FileIO
import Glibc
import StoreModel
import TestSupport

/// Interrupts one scenario's command at every system call it makes, and checks the invariants of
/// docs/design.md ("After a fault") each time: before and after the same command is run again.
struct CrashLoop {
    let playground: CrashPlayground
    let scenario: CrashScenario
    /// The objects of the base store that are damaged.
    private let damage: Set<String>

    init(_ scenario: String, at root: String) throws {
        playground = try CrashPlayground(root)
        guard let found = CrashScenario.all(root).first(where: { $0.name == scenario }) else {
            throw TestFailure("no scenario \(scenario)")
        }
        self.scenario = found
        try playground.prepare(found.before)
        try found.arrange(playground)
        damage = access(playground.base, F_OK) == 0 ? try CrashLoop.damage(playground) : []
    }

    /// How many system calls the command makes when nothing happens.
    func ordinals() throws -> Int {
        let store = try playground.copy("counted")
        let trace = playground.root + "/trace"
        _ = try playground.run(scenario.command, on: store, trace: trace).checked()
        return try TraceEvent.read(trace).count
    }

    /// Tries one fault; returns what is wrong afterwards.
    func failures(with fault: String) throws -> [String] {
        let store = try playground.copy("tried")
        let outcome = try playground.run(scenario.command + ["--json"], on: store, fault: fault)
        var found = try complaints(about: outcome, with: fault, on: store)
        found += try failures(after: outcome, on: store)
        return found.map { "\(scenario.name) with \(fault): \($0)" }
    }

    /// Kills the command at call `first`, and when it is run again, at call `second`; returns what is
    /// wrong afterwards.
    func failures(killedAt first: Int, thenAt second: Int) throws -> [String] {
        let store = try playground.copy("tried")
        let one = try playground.run(scenario.command, on: store, fault: "op=\(first):kill")
        let two = try playground.run(scenario.command, on: store, fault: "op=\(second):killafter")
        // What the first acknowledged, the second must have left alone.
        return try failures(after: one.exitCode == 0 ? one : two, on: store).map {
            "\(scenario.name) killed at \(first), then at \(second): \($0)"
        }
    }

    /// What is wrong with `store` after the command ended so, and after it was run again.
    func failures(after outcome: TestSupport.ChildOutcome, on store: String) throws -> [String] {
        var found: [String] = []
        let isAcknowledged = outcome.ending == .exited(0)
        switch outcome.ending {
        case .exited, .signalled(SIGKILL): break
        case .signalled(let signal): found.append("died of signal \(signal)")
        }
        if outcome.hasTimedOut { found.append("hung") }
        if case .exited(let code) = outcome.ending, code != 0, outcome.errors.isEmpty {
            found.append("failed without a word")
        }
        found += try problems(store, mustBeDone: isAcknowledged, "after the fault")
        let again = try playground.run(scenario.command, on: store)
        if again.ending != .exited(0), !isRepeatedInit(again) {
            found.append("the same command again: \(again.ending) \(again.errorText)")
        }
        found += try problems(store, mustBeDone: true, "after the command was run again")
        return found
    }

    /// A second init of a store that the first one finished is refused, rightly.
    func isRepeatedInit(_ outcome: TestSupport.ChildOutcome) -> Bool {
        scenario.name == "init" && outcome.errorText.contains("already")
    }

    /// What breaks the invariants.
    func problems(
        _ store: String, mustBeDone: Bool, _ moment: String
    ) throws -> [String] {
        guard access(store + "/format.json", F_OK) == 0 else {
            // Only an init that was cut short leaves no store, and running it again must make one.
            return scenario.name == "init" && !mustBeDone ? [] : ["\(moment): no store"]
        }
        var found: [String] = []
        let check = try CrashLoop.check(playground, store)
        let isWorse = try !CrashLoop.objects(check).isSubset(of: mustBeDone ? [] : damage)
        if isWorse || check.ending != .exited(0) && (mustBeDone || damage.isEmpty) {
            found.append("\(moment): verify: \(check.outputText) \(check.errorText)")
        }
        let list = try playground.run(["list", "--json"], on: store)
        let versions = try versionStates(list)
        let ids = Set(versions.map(\.id))
        let allowed =
            mustBeDone
            ? [scenario.versions.after]
            : [scenario.versions.before, scenario.versions.after]
        if !allowed.contains(ids) { found.append("\(moment): versions are \(ids)") }
        let active = versions.first { $0.refs.contains("active") }?.id
        let activeAllowed =
            mustBeDone
            ? [scenario.active.after]
            : [scenario.active.before, scenario.active.after]
        if !activeAllowed.contains(active) {
            found.append("\(moment): active is \(active ?? "nothing")")
        }
        return found
    }

    private static func check(
        _ playground: CrashPlayground, _ store: String
    ) throws -> TestSupport.ChildOutcome {
        try playground.run(["verify", "--all", "--strict", "--json"], on: store)
    }

    private static func damage(_ playground: CrashPlayground) throws -> Set<String> {
        try objects(check(playground, playground.base))
    }

    /// The damaged objects that `verify` names.
    private static func objects(_ check: TestSupport.ChildOutcome) throws -> Set<String> {
        guard !check.output.isEmpty else { return [] }
        let problems = try JSONParser.parse(check.output)["problems"]?.array ?? []
        return Set(problems.compactMap { $0["object"]?.string })
    }

    /// Ids and refs of all versions; none if the store has no model yet.
    private func versionStates(
        _ outcome: TestSupport.ChildOutcome
    ) throws -> [(id: String, refs: [String])] {
        guard outcome.ending == .exited(0) else { return [] }
        let document = try JSONParser.parse(outcome.output)
        let versions = document["versions"]?.array ?? []
        return versions.map { (version: JSON) -> (id: String, refs: [String]) in
            let refs = version["refs"]?.array ?? []
            return (version["version"]?.string ?? "", refs.compactMap(\.string))
        }
    }
}
