import FileIO
import Glibc
import StoreModel
import Synchronization
import TestSupport

/// Threads that push, promote and verify on one store, some of whose commands are killed after a
/// random time. What each does is given by the seed; how they interleave is not.
final class Storm: Sendable {
    private static let threads = 4
    private static let operationsPerThread = 40

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
            ["a", "b", "c"].map { CrashScenario.push($0, "model-1", playground.root) })
    }

    func run() throws {
        let threads = try (0..<Storm.threads).map { number in
            try BlockingThread {
                var random = SeededRandom(seed: self.seed &* 31 &+ UInt64(number))
                do {
                    for step in 0..<Storm.operationsPerThread {
                        try self.work("\(number)-\(step)", &random)
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

    private func work(_ name: String, _ random: inout SeededRandom) throws {
        let (kind, arguments) = choice(name, &random)
        // A promotion takes about 50 ms alone: every second one of those chosen is still running.
        let delay = random.below(3) == 0 ? UInt32(random.below(120_000)) : nil
        let started = ContinuousClock.now
        let child = try StoreBinary.command(
            arguments + ["--json", "--store", playground.base]
        ).start()
        if let delay {
            usleep(delay)
            child.signal(SIGKILL)
        }
        let outcome = try child.wait(timeout: .seconds(60))
        let operation = Operation(
            kind: kind, started: started, ended: .now, ending: outcome.ending,
            document: outcome.output.isEmpty ? .null : try JSONParser.parse(outcome.output))
        guard operation.isAcknowledged || (delay != nil && operation.isKilled) else {
            throw TestFailure("\(arguments): \(outcome.ending) \(outcome.errorText)")
        }
        done.withLock { $0.append(operation) }
    }

    private func choice(
        _ name: String, _ random: inout SeededRandom
    ) -> (Operation.Kind, [String]) {
        switch random.below(10) {
        case 0..<5:
            let version = ["a", "b", "c"][random.below(3)]
            return (.promote(name), ["promote", version, "-m", name])
        case 5..<9:
            let id = "p" + name
            let directory = random.below(2) == 0 ? "model-1" : "model-2"
            return (.push(id), CrashScenario.push(id, directory, playground.root))
        default: return (.verify, ["verify", "--all", "--strict"])
        }
    }
}
