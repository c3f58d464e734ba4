import FileIO
import Glibc
import TestSupport
import Testing

/// Who finds a name that another made has to make it durable before building on it: the other may
/// have been killed before its fsync. Real file systems hide the lack, because their logs are one
/// for all directories; so the trace is read.
@Suite struct ExistingNamesTests {
    /// Names that were found and built on, or acknowledged, without file and directory being synced.
    static func violations(in events: [TraceEvent]) -> [String] {
        var pending: [String: String] = [:]
        var found: [String] = []
        for event in events {
            let name = event.subject.components(of: " -> ").last ?? event.subject
            switch event.call {
            case "link", "mkdir":
                found += pending.values.map { "\(name) before \($0) was durable" }
                guard event.errno == Int(EEXIST) else { continue }
                if event.call == "link" { pending[name] = name }
                pending[parent(name)] = name
            case "fsync" where event.isSuccess:
                let synced =
                    event.subject.hasSuffix("/.") ? event.subject.dropLast(2) : event.subject[...]
                pending[String(synced)] = nil
            default: break
            }
        }
        return found + pending.values.map { "success before \($0) was durable" }
    }

    private static func parent(_ name: String) -> String {
        String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)])
    }

    @Test(arguments: ["init", "push", "push-shared"]) func whatAnotherMadeIsMadeDurable(
        _ scenario: String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let trace = path + "/trace"
            var existing = 0
            for ordinal in try loop.namingOrdinals() {
                let store = try loop.playground.copy("tried")
                _ = try loop.playground.run(
                    loop.scenario.command, on: store, fault: "op=\(ordinal):killafter")
                unlink(trace)
                _ = try loop.playground.run(loop.scenario.command, on: store, trace: trace)
                let events = try TraceEvent.read(trace)
                existing += events.count { $0.errno == Int(EEXIST) }
                #expect(Self.violations(in: events) == [], "after op=\(ordinal):killafter")
            }
            #expect(existing > 0, "no name was found twice, so nothing was tested")
        }
    }

    /// A repetition that has nothing to do acknowledges a record that the first try may not have synced.
    @Test(arguments: ["push", "promote", "rollback", "tag"]) func nothingToDoIsDurableToo(
        _ scenario: String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let store = try loop.playground.copy("tried")
            let trace = path + "/trace"
            _ = try loop.playground.run(loop.scenario.command, on: store).checked()
            _ = try loop.playground.run(loop.scenario.command, on: store, trace: trace).checked()
            let synced = try TraceEvent.read(trace).filter { $0.call == "fsync" && $0.isSuccess }
            for place in ["/models/", "/mirror/models/"] {
                let journal = store + place + "default/@journal"
                #expect(synced.contains { $0.subject == journal })
                #expect(
                    synced.contains {
                        $0.subject.hasPrefix(journal + "/") && $0.subject.hasSuffix(".json")
                    })
            }
        }
    }

    @Test func buildingOnAnUnsyncedNameIsCaught() {
        let taken = TraceEvent(call: "link", subject: "fd 5 -> s/a/x", result: -1, errno: 17)
        let file = TraceEvent(call: "fsync", subject: "s/a/x", result: 0, errno: 0)
        let directory = TraceEvent(call: "fsync", subject: "s/a", result: 0, errno: 0)
        #expect(Self.violations(in: [taken, file, directory]) == [])
        #expect(Self.violations(in: [taken, file]).count == 1)
        #expect(Self.violations(in: [taken, directory]).count == 1)
        #expect(Self.violations(in: [taken]).count == 2)
    }
}

extension String {
    /// The parts between occurrences of `separator`.
    fileprivate func components(of separator: String) -> [String] {
        split(separator: separator).map(String.init)
    }
}
