import FileIO
import Glibc
import TestSupport
import Testing

/// Plain copies are a luxury: a disk without room for them keeps nothing from happening.
@Suite(
    .serialized,
    .enabled(if: LoopVolume.possible.contains(.ext4), "needs root, loop devices and mkfs.ext4"),
    .enabled(if: FullDiskTests.hasFUSE, "needs /dev/fuse"))
struct FullDiskHydrationTests {
    @Test func promoteOnAFullDiskWarnsAndGoesThrough() throws {
        try FullDiskTests.with { disk in
            let large = disk.playground.root + "/large"
            _ = try DurableDirectory.makePath(large)
            // Two files in one pack: a pack that is the file would need no copy.
            let make = "head -c 3000000 /dev/urandom >\"$0/weights\"; echo two >\"$0/more\""
            _ = try ChildCommand("bash", ["-c", make, large]).run().checked()
            try disk.run(["push", large, "--version", "v3"])
            let mount = disk.playground.root + "/mount"
            _ = mkdir(mount, 0o755)
            try disk.run(["mount", mount, "--hydrate", "promote"])
            let result = Result {
                try disk.fill()
                let outcome = try disk.outcome(["promote", "v3", "-m", "on a full disk"])
                #expect(outcome.ending == .exited(0))
                #expect(outcome.errorText.contains("plain copy"), "\(outcome.errorText)")
                #expect(outcome.errorText.split(separator: "\n").count == 1)
                #expect(try disk.active() == "v3")
                try FullDiskTests.expectSame(large, mount + "/active")
                #expect(try disk.names(in: "tmp") == [])
                try disk.makeRoom()
                try disk.run(["rollback", "-m", "back"])
                let again = try disk.outcome(["promote", "v3", "-m", "with room"])
                #expect(again.ending == .exited(0))
                #expect(again.errorText == "")
                #expect(try disk.names(in: "cache/blobs").count == 1)
            }
            try disk.run(["umount", mount])
            try result.get()
        }
    }
}
