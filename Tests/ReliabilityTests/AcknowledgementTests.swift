import FileIO
import Glibc
import TestSupport
import Testing

/// Who is told of a success has it: nothing is printed before both copies of the record are durable.
@Suite struct AcknowledgementTests {
    private static let places = ["/models/default/@journal", "/mirror/models/default/@journal"]

    private static func isDurable(_ events: [TraceEvent]) -> Bool {
        places.allSatisfy { place in
            events.contains {
                $0.call == "fsync" && $0.isSuccess && $0.subject.hasSuffix(place)
            }
        }
    }

    @Test(arguments: ["push", "promote", "rollback", "tag"])
    func nothingIsSaidBeforeTheRecordIsDurable(_ scenario: String) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            // As a document: where a terminal or a pipe reads, promote shows its plan first.
            let command = loop.scenario.command + ["--json"]
            let trace = path + "/trace"
            let whole = try loop.playground.copy("traced")
            let success = try loop.playground.run(command, on: whole, trace: trace)
            #expect(try !success.checked().isEmpty)
            let events = try TraceEvent.read(trace)
            let first = try #require(
                events.firstIndex { $0.call == "link" && $0.subject.contains("/@journal/") })
            for ordinal in first...events.count {
                unlink(trace)
                let store = try loop.playground.copy("tried")
                let outcome = try loop.playground.run(
                    command, on: store, fault: "op=\(ordinal):kill", trace: trace)
                guard !outcome.output.isEmpty else { continue }
                #expect(Self.isDurable(try TraceEvent.read(trace)), "op=\(ordinal):kill")
            }
        }
    }
}
