import FileIO
import Glibc
import StoreModel
import Synchronization
import TestSupport

/// Threads that push, promote, look and verify on one store, some of whose commands are killed after a
/// random time. What each does is given by the seed; how they interleave is not.
final class Storm: Sendable {
    private static let threads = 4
    private static let operationsPerThread = TestSlice.amount(quick: 40, standard: 40, long: 100)
    /// Microseconds. A promotion takes about 50 ms alone, in a process of its own, and 10 ms in the
    /// fork of one: every second one that is to be killed is still running.
    private static let longestLife = TestSlice.amount(
        quick: 120_000, standard: 120_000, long: 20_000)

    let seed: UInt64
    private let playground: CrashPlayground
    private let done = Mutex<[Operation]>([])
    private let failure = Mutex<(any Error)?>(nil)

    var operations: [Operation] { done.withLock { $0 } }
    var killed: Int { operations.count { $0.isKilled } }

    init(_ playground: CrashPlayground, seed: UInt64) throws {
        self.playground = playground
        self.seed = seed
        try playground.prepare(
            ["a", "b", "c"].map { CrashScenario.push($0, "model-1", playground.root) }
                + [["promote", "a", "-m", "prepared"]])
    }

    func run() throws {
        let threads = try (0..<Storm.threads).map { number in
            try BlockingThread {
                var random = SeededRandom(seed: self.seed &* 31 &+ UInt64(number))
                do {
                    let shell =
                        TestSlice.current == .long
                        ? try ShellSession(in: self.playground.root) : nil
                    for step in 0..<Storm.operationsPerThread {
                        try self.work("\(number)-\(step)", shell, &random)
                    }
                } catch {
                    self.failure.withLock { $0 = error }
                }
            }
        }
        for thread in threads { thread.join() }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// With the journal that came of it, but for what `init` prepared.
    func history() throws -> History {
        let log = try playground.json(["log"], on: playground.base)
        return History(
            operations: operations, records: Array((log["transitions"]?.array ?? []).reversed()))
    }

    private func work(
        _ name: String, _ shell: ShellSession?, _ random: inout SeededRandom
    ) throws {
        let (kind, arguments) = choice(name, &random)
        let delay = random.below(3) == 0 ? UInt32(random.below(Storm.longestLife)) : nil
        let started = ContinuousClock.now
        let outcome = try outcome(
            of: StoreBinary.command(arguments + ["--json", "--store", playground.base]), shell,
            killedAfter: delay)
        let operation = Operation(
            kind: kind, started: started, ended: .now, ending: outcome.ending,
            document: outcome.output.isEmpty ? .null : try JSONParser.parse(outcome.output))
        guard operation.isAcknowledged || (delay != nil && operation.isKilled) else {
            throw TestFailure("\(arguments): \(outcome.ending) \(outcome.errorText)")
        }
        done.withLock { $0.append(operation) }
    }

    private func outcome(
        of command: ChildCommand, _ shell: ShellSession?, killedAfter delay: UInt32?
    ) throws -> TestSupport.ChildOutcome {
        if let shell {
            return try shell.run(command, timeout: .seconds(60)) { process in
                guard let delay else { return }
                usleep(delay)
                kill(process, SIGKILL)
            }
        }
        let child = try command.start()
        if let delay {
            usleep(delay)
            child.signal(SIGKILL)
        }
        return try child.wait(timeout: .seconds(60))
    }

    private func choice(
        _ name: String, _ random: inout SeededRandom
    ) -> (Operation.Kind, [String]) {
        switch random.below(14) {
        case 0..<5:
            let version = ["a", "b", "c"][random.below(3)]
            return (.promote(name), ["promote", version, "-m", name])
        case 5..<9:
            let id = "p" + name
            let directory = random.below(2) == 0 ? "model-1" : "model-2"
            return (.push(id), CrashScenario.push(id, directory, playground.root))
        case 9..<13: return (.read, ["active"])
        default: return (.verify, ["verify", "--all", "--strict"])
        }
    }
}
