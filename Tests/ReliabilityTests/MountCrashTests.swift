import Glibc
import TestSupport
import Testing

/// The processes of a mount are killed, or fail, while it begins or ends: nothing is stacked, and the
/// next mount of the same place works.
@Suite(
    .serialized,
    .enabled(
        if: geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0, "needs root and /dev/fuse"))
struct MountCrashTests {
    static let moments = TestSlice.amount(quick: 2, standard: 6, long: 200)

    static func with(_ body: (MountCrash) throws -> Void) throws {
        try withScratchDirectory { (path: String) throws in try body(MountCrash(at: path)) }
    }

    /// A time at which something is killed, in microseconds.
    static func moment(_ random: inout SeededRandom, below bound: Int) -> Int {
        TestSlice.replayed ?? random.below(bound)
    }

    @Test(arguments: ["kill", "killafter", "eio", "enomem"]) func aMountIsCutShort(
        _ effect: String
    ) throws {
        try Self.with { crash in
            let step = TestSlice.amount(quick: 60, standard: 20, long: 1)
            let ordinals = TestSlice.ordinals(of: try crash.ordinals(), step: step)
            for ordinal in ordinals {
                for failure in try crash.failures(mountingWith: "op=\(ordinal):\(effect)") {
                    Issue.record("\(failure)")
                }
            }
            let what = effect.hasPrefix("kill") ? "crash points" : "injected errors"
            try TestSlice.report(what, ordinals.count, "mount \(effect)")
        }
    }

    @Test func aMountIsKilledAtAnyTime() throws {
        try Self.with { crash in
            var random = SeededRandom(seed: TestSlice.seed)
            for _ in 0..<Self.moments {
                // 200 ms: about what it takes on a slow machine.
                let moment = Self.moment(&random, below: 200_000)
                for failure in try crash.failures(mountKilledAfter: moment) {
                    Issue.record("\(failure)")
                }
            }
            try TestSlice.report("crash points", Self.moments, "mount, at any time")
        }
    }

    @Test func anUmountIsKilledAtAnyTime() throws {
        try Self.with { crash in
            var random = SeededRandom(seed: TestSlice.seed)
            for _ in 0..<Self.moments {
                // 50 ms: as above.
                let moment = Self.moment(&random, below: 50_000)
                for failure in try crash.failures(umountKilledAfter: moment) {
                    Issue.record("\(failure)")
                }
            }
            try TestSlice.report("crash points", Self.moments, "umount, at any time")
        }
    }

    @Test func mountsThatBeginAtOnceNeverStack() throws {
        try Self.with { crash in
            for _ in 0..<TestSlice.amount(quick: 1, standard: 4, long: 50) {
                let (winners, mounts, failures) = try crash.race(5)
                #expect(winners == 1)
                #expect(mounts == 1)
                #expect(failures == [])
            }
        }
    }
}
