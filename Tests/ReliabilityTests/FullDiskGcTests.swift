import FileIO
import Glibc
import TestSupport
import Testing

/// gc is what a full disk needs most.
@Suite(
    .serialized,
    .enabled(if: LoopVolume.possible.contains(.ext4), "needs root, loop devices and mkfs.ext4"))
struct FullDiskGcTests {
    /// Pushes ten megabytes as v3, and as v4 something that does not need them.
    static func pushLarge(_ disk: FullDisk) throws {
        let large = disk.playground.root + "/large"
        _ = try DurableDirectory.makePath(large)
        _ = try ChildCommand(
            "bash", ["-c", "head -c 10000000 /dev/urandom >\"$0/weights\"", large]
        ).run().checked()
        try disk.run(["push", large, "--version", "v3"])
        try disk.run(["push", disk.playground.first, "--version", "v4"])
    }

    static func collect(_ disk: FullDisk) throws {
        let before = try disk.freeBytes()
        // The reserve, 1 MiB, is made again.
        let text = try disk.run(["gc", "--keep-last", "1", "--yes"])
        #expect(try disk.freeBytes() >= before + 8_500_000, "\(text)")
        #expect(try disk.run(["list", "-q"]).split(separator: "\n").sorted() == ["v1", "v4"])
        try disk.run(["verify", "--all", "--strict"])
        try disk.run(["push", disk.playground.second, "--version", "v5"])
        #expect(disk.hasReserve)
    }

    @Test func removingVersionsFreesAFullDisk() throws {
        try FullDiskTests.with { disk in
            try Self.pushLarge(disk)
            try disk.fill()
            try Self.collect(disk)
        }
    }

    @Test(.enabled(if: FullDiskTests.hasXFS, "needs mkfs.xfs"))
    func removingVersionsFreesAFullXFS() throws {
        try FullDiskTests.with(.xfs) { disk in
            try Self.pushLarge(disk)
            try disk.fill()
            try Self.collect(disk)
        }
    }

    /// A run that was killed after the versions had gone; even the reserve is spent since.
    @Test func withoutReserveItFreesWhatNothingNeeds() throws {
        try FullDiskTests.with { disk in
            try Self.pushLarge(disk)
            let command = ["gc", "--keep-last", "1", "--yes"]
            for ordinal in 10..<4000 {
                let outcome = try disk.playground.run(
                    command, on: disk.store, fault: "op=\(ordinal):kill")
                guard outcome.ending == .signalled(SIGKILL) else { break }
                if try disk.run(["list", "-q"]).split(separator: "\n").count == 2 { break }
            }
            try disk.fill()
            try disk.run(["promote", "v4", "-m", "spends the reserve"])
            try disk.fill()
            try Self.collect(disk)
        }
    }
}
