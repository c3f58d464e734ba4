import FileIO
import Glibc
import StoreModel
import Synchronization
import TestSupport
import Testing

/// Many processes work on one store at once, and some are killed.
@Suite(.serialized) struct ConcurrencyTests {
    static func with(_ body: (CrashPlayground) throws -> Void) throws {
        try withScratchDirectory { (path: String) throws in
            let playground = try CrashPlayground(path)
            try playground.prepare([["init"]])
            try body(playground)
        }
    }

    /// Runs all commands at once.
    static func race(
        _ commands: [[String]], _ playground: CrashPlayground
    ) throws -> [TestSupport.ChildOutcome] {
        try commands.map { arguments in
            try StoreBinary.command(arguments + ["--store", playground.base]).start()
        }.map { try $0.wait(timeout: .seconds(60)) }
    }

    /// Bytes of all files with this ending below the store's packs.
    static func bytes(_ ending: String, _ store: String) throws -> String {
        try ChildCommand(
            "bash",
            [
                "-c",
                "find \"$0/packs\" -name \"*.$1\" -printf '%s\\n' | awk '{s+=$1} END {print s, NR}'",
                store, ending,
            ]
        ).run().checked()
    }

    @Test func theSameTreePushedByManyIsStoredOnce() throws {
        try Self.with { playground in
            let command = CrashScenario.push("v1", "model-1", playground.root)
            let alone = try playground.copy("alone")
            _ = try playground.run(command, on: alone).checked()
            for outcome in try Self.race(Array(repeating: command, count: 8), playground) {
                #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
            }
            for ending in ["pack", "idx"] {
                #expect(try Self.bytes(ending, playground.base) == Self.bytes(ending, alone))
            }
            let log = try playground.json(["log"], on: playground.base)
            #expect(log["transitions"]?.array?.count == 1)
            try playground.prepare([["verify", "--all", "--strict"]])
        }
    }

    @Test func differentVersionsPushedAtOnceAreNumberedDensely() throws {
        try Self.with { playground in
            let versions = (1...8).map { "v\($0)" }
            let commands = versions.map {
                CrashScenario.push($0, $0.hasSuffix("1") ? "model-1" : "model-2", playground.root)
            }
            for outcome in try Self.race(commands, playground) {
                #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
            }
            let list = try playground.json(["list"], on: playground.base)["versions"]?.array ?? []
            #expect(list.compactMap { $0["number"]?.integer }.sorted() == Array(1...8))
            #expect(Set(list.compactMap { $0["version"]?.string }) == Set(versions))
            try playground.prepare([["verify", "--all", "--strict"]])
        }
    }

    @Test func exactlyOnePromotionWinsARace() throws {
        try Self.with { playground in
            let versions = (0...6).map { "v\($0)" }
            let push = versions.map { CrashScenario.push($0, "model-1", playground.root) }
            try playground.prepare(push + [["promote", "v0", "-m", "first"]])
            var current = "v0"
            let rounds = TestSlice.amount(quick: 3, standard: 8, long: 200)
            for _ in 0..<rounds {
                let rivals = versions.filter { $0 != current }
                let outcomes = try Self.race(
                    rivals.map { ["promote", $0, "--if-current", current, "-m", "race"] },
                    playground)
                let winners = zip(rivals, outcomes).filter { $0.1.exitCode == 0 }.map(\.0)
                try #require(winners.count == 1, "\(outcomes.map(\.errorText))")
                current = winners[0]
                for outcome in outcomes where outcome.exitCode != 0 {
                    #expect(outcome.ending == .exited(6), "\(outcome.errorText)")
                    #expect(outcome.errorText.contains(current), "\(outcome.errorText)")
                }
                let active = try playground.json(["active"], on: playground.base)
                #expect(active["version"]?.string == current)
            }
            let log = try playground.json(["log"], on: playground.base)
            #expect(log["transitions"]?.array?.count == versions.count + 1 + rounds)
            try playground.prepare([["verify", "--all", "--strict"]])
        }
    }

    @Test func aStormWithKillsIsLinearizable() throws {
        let rounds = TestSlice.amount(quick: 1, standard: 2, long: 100)
        for round in 0..<rounds {
            try Self.with { playground in
                let storm = try Storm(playground, seed: TestSlice.seed &+ UInt64(round))
                try storm.run()
                for violation in try storm.history().violations {
                    Issue.record("seed \(storm.seed): \(violation)")
                }
                try playground.prepare([["verify", "--all", "--strict"]])
                try TestSlice.report(
                    "concurrent operations", storm.operations.count, "seed \(storm.seed)")
                try TestSlice.report("kills among them", storm.killed, "seed \(storm.seed)")
                #expect(storm.killed > 0 && storm.killed < storm.operations.count)
            }
        }
    }

    @Test func wrongHistoriesAreCaught() throws {
        let clock = ContinuousClock.now
        let record: (Int64, String) -> JSON = {
            .object(["generation": .integer($0), "reason": .string($1)])
        }
        let promote: (String, Int, Int) -> Operation = { reason, start, end in
            Operation(
                kind: .promote(reason), started: clock + .seconds(start),
                ended: clock + .seconds(end), ending: .exited(0),
                document: .object(["unchanged": false]))
        }
        let judge: ([Operation], [JSON]) -> Int = {
            History(operations: $0, records: $1).violations.count
        }
        let both = [promote("a", 0, 1), promote("b", 2, 3)]
        #expect(judge(both, [record(1, "a"), record(2, "b")]) == 0)
        #expect(judge(both, [record(1, "b"), record(2, "a")]) == 1)
        #expect(judge(both, [record(1, "a")]) == 1)
        #expect(judge(both, [record(1, "a"), record(3, "b")]) == 1)
        let look: (Int64, Int, Int) -> Operation = { generation, start, end in
            Operation(
                kind: .read, started: clock + .seconds(start), ended: clock + .seconds(end),
                ending: .exited(0),
                document: .object([
                    "generation": .integer(generation), "version": .string("v\(generation)"),
                ]))
        }
        let records = [record(1, "a"), record(2, "b")].map { record in
            let version = "v\(record["generation"]?.integer ?? 0)"
            let refs = JSON.object(["active": .object(["version": .string(version)])])
            return JSON.object((record.object ?? [:]).merging(["refs": refs]) { _, new in new })
        }
        #expect(judge(both + [look(1, 1, 3), look(2, 4, 5)], records) == 0)
        #expect(judge(both + [look(1, 4, 5)], records) == 1)
        #expect(judge(both + [look(2, 0, 1)], records) == 1)
        #expect(judge(both + [look(2, 1, 2), look(1, 3, 4)], records) == 1)
        #expect(judge(both + [look(3, 4, 5)], records) == 1)
        #expect(judge(both, [record(1, "a"), record(2, "b"), record(3, "b")]) == 1)
    }
}
