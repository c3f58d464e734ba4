import Glibc
import TestSupport
import Testing

/// The power is cut at system calls of every verb that writes, on real file systems that go through
/// their real recovery: what was acknowledged is there, everything else is absent or complete.
@Suite struct PowerCutTests {
    static let scenarios = ["push-shared", "promote", "rollback"]
    static let remaining = ["init", "push", "tag", "push-resumed", "repair"]

    static func cut(_ scenario: String, on kind: LoopVolume.Kind, step: Int) throws {
        try withScratchDirectory { (path: String) throws in
            let power = try PowerCut(scenario, on: kind, at: path)
            let count = try power.loop.ordinals()
            var states = 0
            // The last one is beyond the last call: the power goes just after the success.
            for ordinal in TestSlice.ordinals(of: count, step: step) + [count + 1000] {
                for failure in try power.failures(before: ordinal) {
                    Issue.record("\(kind): \(failure)")
                }
                states += 1
            }
            try TestSlice.report(
                "power-cut states", states, "\(scenario) on \(kind), \(count) calls")
        }
    }

    static func cutAfterKills(_ scenario: String, on kind: LoopVolume.Kind) throws {
        try withScratchDirectory { (path: String) throws in
            let power = try PowerCut(scenario, on: kind, at: path)
            let naming = try power.loop.namingOrdinals()
            let ordinals = TestSlice.replayed.map { [$0] } ?? naming
            for ordinal in ordinals {
                for failure in try power.failures(afterKillAt: ordinal, "killafter") {
                    Issue.record("\(kind): \(failure)")
                }
            }
            try TestSlice.report(
                "power-cut states", ordinals.count,
                "\(scenario) on \(kind), killed and run again first")
        }
    }

    static func cutTwice(_ scenario: String, on kind: LoopVolume.Kind) throws {
        try withScratchDirectory { (path: String) throws in
            let power = try PowerCut(scenario, on: kind, at: path)
            let pairs = NestedPair.sample(pairs, of: try power.loop.ordinals())
            for (first, second) in pairs {
                for failure in try power.failures(before: first, thenBefore: second) {
                    Issue.record("\(kind): \(failure)")
                }
            }
            try TestSlice.report("nested power cuts", pairs.count, "\(scenario) on \(kind)")
        }
    }

    static let pairs = TestSlice.amount(quick: 1, standard: 2, long: 100)
    static let step = TestSlice.amount(quick: 40, standard: 8, long: 1)
    /// What tools/test tries less of.
    static let remainingStep = TestSlice.amount(quick: 80, standard: 40, long: 1)

    @Suite(
        .serialized,
        .enabled(
            if: LoopVolume.possible.contains(.ext4), "needs root, loop devices and mkfs.ext4"))
    struct OnExt4 {
        @Test(arguments: PowerCutTests.scenarios) func thePowerGoesAtAnyCall(
            _ scenario: String
        ) throws {
            try PowerCutTests.cut(scenario, on: .ext4, step: PowerCutTests.step)
        }

        @Test(arguments: PowerCutTests.remaining) func thePowerGoesAtSomeCalls(
            _ scenario: String
        ) throws {
            try PowerCutTests.cut(scenario, on: .ext4, step: PowerCutTests.remainingStep)
        }

        @Test(arguments: PowerCutTests.scenarios) func successAfterAKillIsDurable(
            _ scenario: String
        ) throws {
            try PowerCutTests.cutAfterKills(scenario, on: .ext4)
        }

        @Test(arguments: CrashScenario.names) func thePowerGoesAgain(_ scenario: String) throws {
            try PowerCutTests.cutTwice(scenario, on: .ext4)
        }
    }

    @Suite(
        .serialized,
        .enabled(if: LoopVolume.possible.contains(.xfs), "needs root, loop devices and mkfs.xfs"))
    struct OnXFS {
        @Test(arguments: PowerCutTests.scenarios) func thePowerGoesAtAnyCall(
            _ scenario: String
        ) throws {
            try PowerCutTests.cut(scenario, on: .xfs, step: PowerCutTests.step)
        }

        @Test(arguments: PowerCutTests.remaining) func thePowerGoesAtSomeCalls(
            _ scenario: String
        ) throws {
            try PowerCutTests.cut(scenario, on: .xfs, step: PowerCutTests.remainingStep)
        }

        @Test(arguments: PowerCutTests.scenarios) func successAfterAKillIsDurable(
            _ scenario: String
        ) throws {
            try PowerCutTests.cutAfterKills(scenario, on: .xfs)
        }

        @Test(arguments: CrashScenario.names) func thePowerGoesAgain(_ scenario: String) throws {
            try PowerCutTests.cutTwice(scenario, on: .xfs)
        }
    }
}
