import FileIO
import Glibc
import TestSupport
import Testing

/// A disk without room refuses what needs room, and nothing else; so does one that is read-only.
@Suite(
    .serialized,
    .enabled(if: LoopVolume.possible.contains(.ext4), "needs root, loop devices and mkfs.ext4"))
struct FullDiskTests {
    static let hasXFS = LoopVolume.possible.contains(.xfs)
    static let hasFUSE = access("/dev/fuse", R_OK | W_OK) == 0

    static func with(
        _ kind: LoopVolume.Kind = .ext4, _ body: (FullDisk) throws -> Void
    ) throws {
        try withScratchDirectory { (path: String) throws in
            try body(FullDisk(kind, at: path))
        }
    }

    @Test func aPushThatDoesNotFitLeavesNothing() throws {
        try Self.with { disk in
            let large = disk.playground.root + "/large"
            _ = try DurableDirectory.makePath(large)
            // More than the disk, and nothing that compresses.
            _ = try ChildCommand(
                "bash", ["-c", "head -c 70000000 /dev/urandom >\"$0/weights\"", large]
            ).run().checked()
            let before = try disk.freeBytes()
            for _ in 0..<3 {
                let outcome = try disk.outcome(["push", large, "--version", "v3"])
                #expect(outcome.ending == .exited(1))
                #expect(outcome.errorText.contains("free some space"))
            }
            #expect(try disk.errorCode(["push", large, "--version", "v3"]) == "E_NO_SPACE")
            // A directory or two may have been made on the way.
            #expect(try disk.freeBytes() + 65_536 >= before)
            #expect(try disk.names(in: "tmp") == [])
            #expect(try disk.names(in: "leases") == [])
            #expect(try disk.run(["list", "-q"]).split(separator: "\n").sorted() == ["v1", "v2"])
            try disk.run(["verify", "--all", "--strict"])
        }
    }

    @Test func aFullDiskCanBePromotedAndRolledBack() throws {
        try Self.with { disk in try Self.promoteAndRollBack(disk) }
    }

    @Test(.enabled(if: hasXFS, "needs mkfs.xfs")) func aFullXFSCanBePromotedAndRolledBack() throws {
        try Self.with(.xfs) { disk in try Self.promoteAndRollBack(disk) }
    }

    static func promoteAndRollBack(_ disk: FullDisk) throws {
        #expect(disk.hasReserve)
        try disk.fill()
        try disk.run(["promote", "v2", "-m", "on a full disk"])
        #expect(!disk.hasReserve, "it went through without the reserve, so the disk was not full")
        #expect(try disk.active() == "v2")
        try disk.run(["rollback", "-m", "back again"])
        #expect(try disk.active() == "v1")
        try disk.run(["tag", "canary", "v2"])
        try disk.run(["verify", "--all", "--strict"])
        try disk.makeRoom()
        try disk.run(["push", disk.playground.first, "--version", "v3"])
        #expect(disk.hasReserve)
    }

    @Test func aFullDiskWithoutReserveRefusesAndReads() throws {
        try Self.with { disk in
            try disk.fill()
            try disk.run(["promote", "v2", "-m", "spends the reserve"])
            try disk.fill()
            for arguments in [
                ["promote", "v1", "-m", "x"], ["rollback", "-m", "x"], ["tag", "canary", "v1"],
            ] {
                #expect(try disk.errorCode(arguments) == "E_NO_SPACE")
            }
            #expect(try disk.active() == "v2")
            try Self.expectReading(disk)
            try disk.makeRoom()
            try disk.run(["rollback", "-m", "room again"])
            #expect(try disk.active() == "v1")
            try disk.run(["verify", "--all", "--strict"])
        }
    }

    @Test(.enabled(if: hasFUSE, "needs /dev/fuse")) func aFullDiskCanBeMounted() throws {
        try Self.with { disk in
            try disk.fill()
            try Self.expectMount(disk)
        }
    }

    @Test func aReadOnlyDiskRefusesToWriteAndReads() throws {
        try Self.with { disk in
            try disk.volume.remount("ro")
            for arguments in [
                ["push", disk.playground.first, "--version", "v3"], ["promote", "v2", "-m", "x"],
                ["tag", "canary", "v2"],
            ] {
                let outcome = try disk.outcome(arguments)
                #expect(outcome.ending == .exited(1) || outcome.ending == .exited(4))
                #expect(outcome.errorText.contains("remount the file system read-write"))
            }
            try Self.expectReading(disk)
            #expect(try disk.active() == "v1")
            try disk.volume.remount("rw")
            try disk.run(["promote", "v2", "-m", "x"])
        }
    }

    @Test(.enabled(if: hasFUSE, "needs /dev/fuse")) func aReadOnlyDiskCanBeMounted() throws {
        try Self.with { disk in
            try disk.volume.remount("ro")
            try Self.expectMount(disk)
        }
    }

    @Test(.enabled(if: hasFUSE, "needs /dev/fuse")) func aMountSeesADiskFillUp() throws {
        try Self.with { disk in
            try Self.mounted(disk) { mount in
                try disk.fill()
                try disk.run(["promote", "v2", "-m", "on a full disk"])
                try Self.expectSame(disk.playground.second, mount + "/active")
            }
        }
    }

    /// Every verb that reads does.
    static func expectReading(_ disk: FullDisk) throws {
        for arguments in [
            ["list"], ["show", "v1"], ["log"], ["active"], ["diff", "v1", "v1"], ["status"],
            ["config"], ["verify", "--all", "--strict"], ["verify", "v1"],
        ] {
            let outcome = try disk.outcome(arguments)
            #expect(outcome.ending == .exited(0), "\(arguments): \(outcome.errorText)")
        }
        let config = try FileReader(path: disk.playground.first + "/sub/config.json")
        #expect(
            try disk.outcome(["cat", "v1", "sub/config.json"]).output == config.readAll(limit: 999))
        let copy = disk.playground.root + "/copy"
        try disk.run(["get", "v1", copy])
        try expectSame(disk.playground.first, copy)
    }

    static func expectMount(_ disk: FullDisk) throws {
        try mounted(disk) { mount in
            try expectSame(disk.playground.first, mount + "/active")
            try expectSame(disk.playground.second, mount + "/versions/v2")
        }
    }

    static func mounted(_ disk: FullDisk, _ body: (String) throws -> Void) throws {
        let mount = disk.playground.root + "/mount"
        _ = mkdir(mount, 0o755)
        try disk.run(["mount", mount])
        let result = Result { try body(mount) }
        try disk.run(["umount", mount])
        try result.get()
    }

    static func expectSame(_ one: String, _ other: String) throws {
        let difference = try ChildCommand("diff", ["-r", one, other]).run()
        #expect(difference.ending == .exited(0), "\(difference.outputText)")
    }
}
