import Glibc
import TestSupport

/// One scenario on a volume whose power is cut: what was not synced is gone, and the file system is
/// left to replay its own journal. Unsynced data is dropped, not reordered.
struct PowerCut {
    let loop: CrashLoop
    private let volume: LoopVolume
    private let before: BlockImage
    private var store: String { volume.mountPoint + "/store" }

    init(_ scenario: String, on kind: LoopVolume.Kind, at root: String) throws {
        loop = try CrashLoop(scenario, at: root)
        volume = try LoopVolume(kind, mebibytes: 64, at: root)
        try volume.mount()
        if access(loop.playground.base, F_OK) == 0 {
            let store = volume.mountPoint + "/store"
            _ = try ChildCommand("cp", ["-a", loop.playground.base, store]).run().checked()
        }
        try volume.unmount()
        before = try BlockImage(reading: volume.image)
    }

    /// The power goes before call `ordinal`; or, if the command succeeds without making it, as soon as
    /// it has. Returns what is wrong when it is back.
    func failures(before ordinal: Int) throws -> [String] {
        let fault = "op=\(ordinal):powercut"
        try start()
        let outcome = try run(loop.scenario.command, fault: fault)
        if outcome.exitCode != nil { try cut() }
        try restart()
        let found = try loop.failures(after: outcome, on: store)
        try volume.unmount()
        return found.map { "\(loop.scenario.name) with \(fault): \($0)" }
    }

    /// The power goes as soon as the command has succeeded; before that, it was killed at call
    /// `ordinal` and begun again, so that it finds names which nobody has made durable.
    func failures(afterKillAt ordinal: Int, _ effect: String) throws -> [String] {
        let fault = "op=\(ordinal):\(effect)"
        try start()
        let outcome = try run(loop.scenario.command, fault: fault)
        let again = outcome.exitCode == 0 ? outcome : try run(loop.scenario.command, fault: nil)
        try cut()
        try restart()
        let isDone = again.exitCode == 0 || loop.isRepeatedInit(again)
        var found = isDone ? [] : ["again: \(again.ending) \(again.errorText)"]
        found += try loop.problems(store, mustBeDone: true, "after kill, success and power cut")
        try volume.unmount()
        return found.map { "\(loop.scenario.name) with \(fault): \($0)" }
    }

    /// The power goes before call `first`, and when the command is run again, before call `second`;
    /// without such a call, when the command has ended.
    func failures(before first: Int, thenBefore second: Int) throws -> [String] {
        try start()
        var isDone = false
        for ordinal in [first, second] {
            let outcome = try run(loop.scenario.command, fault: "op=\(ordinal):powercut")
            if outcome.exitCode != nil { try cut() }
            isDone = isDone || outcome.exitCode == 0
            try restart()
        }
        var found = try loop.problems(store, mustBeDone: isDone, "after two power cuts")
        let again = try run(loop.scenario.command, fault: nil)
        if again.exitCode != 0, !loop.isRepeatedInit(again) {
            found.append("again: \(again.ending) \(again.errorText)")
        }
        found += try loop.problems(store, mustBeDone: true, "after the command was run again")
        try volume.unmount()
        return found.map {
            "\(loop.scenario.name), no power at \(first), then at \(second): \($0)"
        }
    }

    private func start() throws {
        // A try that failed may have left its volume mounted.
        if volume.isMounted { try volume.unmount() }
        try before.save(to: volume.image)
        try volume.mount()
    }

    private func restart() throws {
        try volume.unmount()
        try volume.mount()
    }

    /// By the very first call of a command that only reads.
    private func cut() throws {
        let outcome = try run(["list"], fault: "op=1:powercut")
        guard outcome.ending == .signalled(SIGKILL) else {
            throw TestFailure("the power could not be cut: \(outcome.ending) \(outcome.errorText)")
        }
    }

    private func run(_ arguments: [String], fault: String?) throws -> TestSupport.ChildOutcome {
        try loop.playground.run(
            arguments, on: store, fault: fault, powerCut: volume.mountPoint)
    }
}
