import TestSupport
import Testing

/// What a disk may have made of unsynced writes when the power went (lost, reordered, torn), on real
/// file systems that go through their real recovery; and again during that recovery.
@Suite struct PowerCutReplayTests {
    /// Cuts of one recording that are tried, but for those that leave a disk which was tried.
    static let total = TestSlice.amount(quick: 8, standard: 16, long: 2400)
    /// After one cut in so many, the power goes again, so many times.
    static let nestedStep = TestSlice.amount(quick: 6, standard: 10, long: 30)
    static let nested = TestSlice.amount(quick: 2, standard: 4, long: 16)

    static func replay(_ scenario: String, on kind: LoopVolume.Kind) throws {
        try withScratchDirectory { (path: String) throws in
            let power = try PowerReplay(scenario, on: kind, at: path)
            var seen: Set<PowerState> = []
            var states = Tally(
                "replayed power-cut states",
                "\(scenario) on \(kind), \(power.recording.count) entries")
            for ordinal in TestSlice.ordinals(of: total, step: 1) {
                let cut = power.recording.cut(ordinal, of: total, seed: TestSlice.seed)
                if let failures = try power.failures(after: cut, unlessSeen: &seen) {
                    record(failures, ordinal)
                    try states.add()
                }
                guard ordinal % nestedStep == nestedStep / 2 else { continue }
                let seed = TestSlice.seed &+ UInt64(ordinal)
                let again = try power.failures(after: cut, andAgain: nested, seed: seed)
                record(again.failures, ordinal)
                try states.add(again.states)
            }
            try states.tell()
        }
    }

    private static func record(_ failures: [String], _ ordinal: Int) {
        let again =
            "STORE_TEST_SLICE=\(TestSlice.current) STORE_TEST_SEED=\(TestSlice.seed) "
            + "STORE_TEST_ORDINAL=\(ordinal) swift test --filter 'PowerCutReplayTests'"
        for failure in failures { Issue.record("\(failure); replay: \(again)") }
    }

    @Suite(
        .serialized,
        .enabled(
            if: LoopVolume.possible.contains(.ext4), "needs root, loop devices and mkfs.ext4"))
    struct OnExt4 {
        @Test(arguments: CrashScenario.names) func whatMayBeLeftIsWhole(
            _ scenario: String
        ) throws {
            try PowerCutReplayTests.replay(scenario, on: .ext4)
        }
    }

    @Suite(
        .serialized,
        .enabled(if: LoopVolume.possible.contains(.xfs), "needs root, loop devices and mkfs.xfs"))
    struct OnXFS {
        @Test(arguments: CrashScenario.names) func whatMayBeLeftIsWhole(
            _ scenario: String
        ) throws {
            try PowerCutReplayTests.replay(scenario, on: .xfs)
        }
    }
}
