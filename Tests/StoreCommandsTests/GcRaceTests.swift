import FileIO
import TestSupport
import Testing

/// gc and pushes in processes of their own, at the same time.
@Suite struct GcRaceTests {
    static let rounds = 100

    /// Every push deduplicates against the version that the gc beside it removes. All that is said to
    /// be there afterwards must be.
    @Test func aPushNeverLosesWhatItDeduplicatesAgainst() throws {
        try CommandFixture.with { fixture in
            var random = SeededRandom(seed: 20_261_121)
            let blocks = (0..<4).map { String(repeating: "block \($0) ", count: 20_000) }
            var names: [String] = []
            for (number, block) in blocks.enumerated() {
                try fixture.write(block, to: "block-\(number)")
                names.append(fixture.directory + "/block-\(number)")
            }
            func push(_ number: Int, _ blocks: [String]) throws -> RunningChild {
                try StoreBinary.command(
                    ["push", "--model", "qb", "--version", "v\(number)"] + blocks,
                    environment: fixture.environment, directory: fixture.directory
                ).start()
            }
            _ = try push(0, [names[0], names[1]]).wait().checked()
            for round in 1...Self.rounds {
                // The version before has one of these blocks, and goes once a newer one is there.
                let kept = names[random.below(names.count)]
                let other = names[random.below(names.count)]
                let pushing = try push(round, kept == other ? [kept] : [kept, other])
                let collecting = try StoreBinary.command(
                    ["gc", "--keep-last", "1", "--yes"], environment: fixture.environment
                ).start()
                let pushed = try pushing.wait(timeout: .seconds(60))
                let collected = try collecting.wait(timeout: .seconds(60))
                #expect(pushed.exitCode == 0, "round \(round): \(pushed.errorText)")
                #expect(collected.exitCode == 0, "round \(round): \(collected.errorText)")
                guard round % 10 == 0 else { continue }
                _ = try fixture.run("gc", "--keep-last", "1", "--yes").checked()
                let verified = try fixture.run("verify", "--all", "--strict")
                #expect(verified.exitCode == 0, "round \(round): \(verified.outputText)")
            }
        }
    }
}
