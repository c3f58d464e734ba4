import Glibc
import StoreModel
import TestSupport
import Testing

/// A push that may open few files, or write short ones: it works, or says why not and leaves nothing.
@Suite struct LimitedPushTests {
    /// Runs the push under `limit` of bash's `ulimit`, and again without one.
    static func push(
        _ limit: String, _ judge: (TestSupport.ChildOutcome) throws -> Void
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop("push-shared", at: path)
            let store = try loop.playground.copy("tried")
            let words =
                [StoreBinary.path] + loop.scenario.command + ["--json", "--store", store]
            let outcome = try ChildCommand(
                "bash", ["-c", "ulimit \(limit); exec \"$0\" \"$@\""] + words
            ).run(timeout: .seconds(60))
            try judge(outcome)
            #expect(try loop.playground.litter(store) == [])
            #expect(try loop.failures(after: outcome, on: store) == [])
        }
    }

    @Test(arguments: [64, 32]) func itWorksWithFewDescriptors(_ count: Int) throws {
        try Self.push("-n \(count)") { outcome in
            #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
        }
    }

    @Test(arguments: [16, 12, 8, 6]) func orItSaysThatTheyAreTooFew(_ count: Int) throws {
        try Self.push("-n \(count)") { outcome in
            guard outcome.ending != .exited(0) else { return }
            try expect(outcome, "E_LIMIT", "Too many open files")
        }
    }

    /// KiB; the pack is a few, and its index is shorter.
    @Test(arguments: [1, 2, 4]) func aFileThatIsTooLongIsAnError(_ limit: Int) throws {
        try Self.push("-f \(limit)") { outcome in
            guard outcome.ending != .exited(0) else { return }
            try expect(outcome, "E_IO", "File too large")
        }
    }

    private func expect(
        _ outcome: TestSupport.ChildOutcome, _ code: String, _ words: String
    ) throws {
        #expect(outcome.ending == .exited(1))
        let last = outcome.errorText.split(separator: "\n").last.map { Array($0.utf8) } ?? []
        let document = try JSONParser.parse(last)
        #expect(document["code"]?.string == code)
        #expect(document["message"]?.string?.contains(words) == true, "\(outcome.errorText)")
    }
}
