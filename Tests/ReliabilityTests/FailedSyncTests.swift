import Glibc
import TestSupport
import Testing

/// After an fsync that failed the kernel has dropped the pages, and the next one says that all is well.
@Suite struct FailedSyncTests {
    /// Every fsync that failed and was tried again, with nothing new in between.
    static func retries(in events: [TraceEvent]) -> [String] {
        var failed: Set<String> = []
        var found: [String] = []
        for event in events {
            switch event.call {
            case "fsync" where failed.contains(event.subject): found.append(event.subject)
            case "fsync" where !event.isSuccess: failed.insert(event.subject)
            // A new file, or a new name: what is synced then is something else.
            case "open", "link", "mkdir": failed = []
            default: break
            }
        }
        return found
    }

    @Test(arguments: ["push", "promote"]) func anFsyncThatFailedIsNeverTriedAgain(
        _ scenario: String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let trace = path + "/trace"
            let store = try loop.playground.copy("traced")
            _ = try loop.playground.run(loop.scenario.command, on: store, trace: trace).checked()
            let syncs = try TraceEvent.read(trace).enumerated().filter { $1.call == "fsync" }
            var failures = 0
            for ordinal in syncs.map({ $0.offset + 1 }) {
                unlink(trace)
                let store = try loop.playground.copy("tried")
                _ = try loop.playground.run(
                    loop.scenario.command, on: store, fault: "op=\(ordinal):eio", trace: trace)
                let events = try TraceEvent.read(trace)
                failures += events.count { $0.call == "fsync" && !$0.isSuccess }
                #expect(Self.retries(in: events) == [], "op=\(ordinal):eio")
            }
            #expect(failures >= 5, "threads shift the calls of a push, but not all of them")
        }
    }

    @Test func aRetryIsCaught() {
        let failed = TraceEvent(call: "fsync", subject: "s/a", result: -1, errno: Int(EIO))
        let again = TraceEvent(call: "fsync", subject: "s/a", result: 0, errno: 0)
        let link = TraceEvent(call: "link", subject: "fd 5 -> s/a/x", result: 0, errno: 0)
        #expect(Self.retries(in: [failed, again]) == ["s/a"])
        #expect(Self.retries(in: [failed, link, again]) == [])
    }
}
