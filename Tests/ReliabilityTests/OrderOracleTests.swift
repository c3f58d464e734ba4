import FileIO
import TestSupport
import Testing

/// Every verb that writes does so in durable order, and the oracle that says so can fail.
@Suite struct OrderOracleTests {
    static func trace(_ scenario: String, at path: String) throws -> [TraceEvent] {
        let loop = try CrashLoop(scenario, at: path)
        let store = try loop.playground.copy("traced")
        let trace = path + "/trace"
        _ = try loop.playground.run(loop.scenario.command, on: store, trace: trace).checked()
        return try TraceEvent.read(trace)
    }

    @Test(arguments: CrashScenario.publishing) func namesArePublishedInDurableOrder(
        _ scenario: String
    ) throws {
        try withTemporaryDirectory { (path: String) throws in
            let events = try Self.trace(scenario, at: path)
            #expect(OrderOracle.violations(in: events) == [])
            #expect(events.contains { $0.call == "link" })
        }
    }

    @Test func leavingOutAnyFsyncIsCaught() throws {
        try withTemporaryDirectory { (path: String) throws in
            let events = try Self.trace("push", at: path)
            // The lease is not durable data, and its directory is synced again by nobody.
            for (index, event) in events.enumerated()
            where event.call == "fsync" && event.subject.hasPrefix("fd ") {
                var doctored = events
                doctored.remove(at: index)
                #expect(!OrderOracle.violations(in: doctored).isEmpty, "fsync \(event.subject)")
            }
        }
    }

    @Test func leavingOutTheLastDirectoryFsyncIsCaught() throws {
        try withTemporaryDirectory { (path: String) throws in
            let events = try Self.trace("promote", at: path)
            for place in ["models", "mirror/models"] {
                let last = events.lastIndex {
                    $0.call == "fsync" && $0.subject.contains("/\(place)/default/@journal")
                }
                var doctored = events
                doctored.remove(at: try #require(last))
                #expect(!OrderOracle.violations(in: doctored).isEmpty)
            }
        }
    }

    @Test func aRetriedFsyncIsCaught() {
        let events = [
            TraceEvent(call: "open", subject: "s/(temporary)", result: 5, errno: 0),
            TraceEvent(call: "write", subject: "fd 5", result: 3, errno: 0),
            TraceEvent(call: "fsync", subject: "fd 5", result: -1, errno: 5),
            TraceEvent(call: "fsync", subject: "fd 5", result: 0, errno: 0),
        ]
        #expect(OrderOracle.violations(in: events) == ["tried fsync again on fd 5"])
    }

    @Test func aWriteAfterTheNameIsCaught() {
        let events = [
            TraceEvent(call: "open", subject: "s/(temporary)", result: 5, errno: 0),
            TraceEvent(call: "fsync", subject: "fd 5", result: 0, errno: 0),
            TraceEvent(call: "link", subject: "fd 5 -> s/a/x", result: 0, errno: 0),
            TraceEvent(call: "fsync", subject: "s/a", result: 0, errno: 0),
            TraceEvent(call: "write", subject: "fd 5", result: 3, errno: 0),
        ]
        #expect(OrderOracle.violations(in: events).count == 1)
    }
}
