import StoreModel
import TestSupport
import Testing

/// A pack so large that the kernel is told to write it while it is made.
@Suite struct LargeFileTests {
    private static let script = "mkdir \"$0/large\"; head -c 20000000 /dev/urandom > \"$0/large/f\""

    /// Runs `body` with a playground, the push, and the ordinals of its calls that begin to write.
    private static func with(_ body: (CrashPlayground, [String], [Int]) throws -> Void) throws {
        try withScratchDirectory { (path: String) throws in
            let playground = try CrashPlayground(path)
            try playground.prepare([["init"]])
            _ = try ChildCommand("bash", ["-euc", script, path]).run().checked()
            let command = CrashScenario.push("v1", "large", path)
            let trace = path + "/trace"
            let outcome = try playground.run(
                command, on: try playground.copy("whole"), trace: trace)
            #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
            let events = try TraceEvent.read(trace)
            #expect(OrderOracle.violations(in: events) == [])
            let calls = events.indices.filter { events[$0].call == "writeBack" }.map { $0 + 1 }
            try body(playground, command, calls)
        }
    }

    @Test func itIsWrittenToDiskWhileItIsMade() throws {
        try Self.with { _, _, calls in #expect(calls.count == 2) }
    }

    @Test func aFailureThereRegistersNothing() throws {
        try Self.with { playground, command, calls in
            for call in calls {
                let store = try playground.copy("tried-\(call)")
                let outcome = try playground.run(command, on: store, fault: "op=\(call):eio")
                #expect(outcome.ending == .exited(1), "\(outcome.errorText)")
                #expect(outcome.errorText.contains("Input/output error"))
                #expect(try playground.litter(store) == [])
                let list = try playground.json(["list"], on: store)
                #expect(list["versions"]?.array?.count == 0)
                _ = try playground.run(command, on: store).checked()
                _ = try playground.run(["verify", "--all", "--strict"], on: store).checked()
            }
        }
    }
}
