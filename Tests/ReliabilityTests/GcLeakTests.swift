import FileIO
import Glibc
import TestSupport
import Testing

/// gc that is killed anywhere leaves nothing that the next one does not take up: after it the store
/// has the same files as after one that was left alone.
@Suite struct GcLeakTests {
    @Test func noByteIsLeakedWhereverItIsKilled() throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop("gc", at: path)
            let count = try loop.ordinals()
            let whole = try Self.files(loop, path + "/counted")
            #expect(!whole.contains("trash/"))
            let step = TestSlice.amount(quick: 29, standard: 11, long: 1)
            let ordinals = TestSlice.ordinals(of: count, step: step)
            for ordinal in ordinals {
                let store = try loop.playground.copy("tried")
                let outcome = try loop.playground.run(
                    loop.scenario.command, on: store, fault: "op=\(ordinal):kill")
                #expect(outcome.ending == .signalled(SIGKILL))
                _ = try loop.playground.run(loop.scenario.command, on: store).checked()
                #expect(try Self.files(loop, store) == whole, "gc killed at \(ordinal)")
            }
            try TestSlice.report("crash points", ordinals.count, "gc, leaks, \(count) calls")
        }
    }

    /// What stands in the store, but for the reserve, which may be spent.
    static func files(_ loop: CrashLoop, _ store: String) throws -> String {
        try ChildCommand(
            "bash", ["-c", "cd \"$0\" && find . -type f ! -name reserve | sort", store]
        ).run().checked()
    }
}
