import Glibc
import TestSupport
import Testing

/// A volume is gone when it is unmounted, whatever other tests do with mount namespaces meanwhile:
/// mounting its image again goes through recovery.
@Suite(
    .serialized,
    .enabled(if: LoopVolume.possible.contains(.ext4), "needs root, loop devices and mkfs.ext4"))
struct LoopVolumeTests {
    /// Runs `body` while a mount namespace that copied all mounts runs `script`.
    private func withNamespace(
        _ propagation: String, at path: String, _ script: String, _ body: () throws -> Void
    ) throws {
        let all = "cd \"$0\"; touch begun; \(script)"
        let other = try ChildCommand(
            "unshare", ["-m", "--propagation", propagation, "bash", "-c", all, path]
        ).start()
        _ = try ChildCommand(
            "bash", ["-c", "until [ -e \"$0/begun\" ]; do sleep 0.02; done", path]
        ).run(timeout: .seconds(30)).checked()
        let result = Result { try body() }
        other.signalGroup(SIGKILL)
        _ = try other.wait()
        try result.get()
    }

    @Test func aCopyThatFollowsDoesNotKeepTheFileSystem() throws {
        try withScratchDirectory { (path: String) throws in
            let volume = try LoopVolume(.ext4, mebibytes: 64, at: path)
            try volume.mount()
            try withNamespace("slave", at: path, "sleep 600") { try volume.unmount() }
        }
    }

    @Test func aCopyThatDoesNotFollowIsWaitedFor() throws {
        try withScratchDirectory { (path: String) throws in
            let volume = try LoopVolume(.ext4, mebibytes: 64, at: path)
            try volume.mount()
            try withNamespace("private", at: path, "sleep 1; touch ended") {
                try volume.unmount()
                #expect(access(path + "/ended", F_OK) == 0)
            }
        }
    }
}
