import Glibc
import StoreModel
import TestSupport
import Testing

/// `mount`, `umount`, `exec` and what `status` says of mounts.
@Suite(
    .serialized,
    .enabled(if: access("/dev/fuse", R_OK | W_OK) == 0, "needs /dev/fuse"))
struct MountCommandTestsWithFUSE {
    private func withMount(_ body: (CommandFixture, String) throws -> Void) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1", "--promote")
            let mount = fixture.directory + "/mnt"
            mkdir(mount, 0o755)
            // A daemon that is asked to end does so within ten seconds, whatever the test did.
            defer { _ = try? fixture.run("umount", "--lazy", mount) }
            _ = try fixture.run("mount", mount).checked()
            try body(fixture, mount)
        }
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    @Test func aMountIsSeenByStatusPushAndExec() throws {
        try withMount { fixture, mount in
            #expect(isThere(mount + "/active/sub/w.bin"))
            let status = try fixture.document("status")
            let schema = try JSONSchema.published("status")
            #expect(schema.violation(in: status) == nil)
            let mounts = try #require(status["mounts"]?.array)
            #expect(mounts.count == 1)
            #expect(mounts.first?["path"]?.string == mount)
            #expect(mounts.first?["model"] == "qb")
            #expect(mounts.first?["health"] == "ok")
            let push = try fixture.document(
                "push", "model", "--model", "qb", "--version", "v2")
            #expect(push["mount_path"]?.string == mount + "/versions/v2")
            let said = try fixture.run(
                "exec", "v1", "--", "sh", "-c", "echo $MODEL_DIR $MODEL_VERSION; ls $MODEL_DIR"
            ).checked()
            #expect(said == "\(mount)/versions/v1 v1\nconfig.json\nmetrics.json\nsub\n")
        }
    }

    @Test func aMountPointInUseIsElevenAndAnOpenFileKeepsIt() throws {
        try withMount { fixture, mount in
            #expect(try fixture.run("mount", mount).exitCode == 11)
            let file = open(mount + "/active/sub/w.bin", O_RDONLY | O_CLOEXEC)
            #expect(file >= 0)
            #expect(try fixture.run("umount", mount).exitCode == 11)
            #expect(isThere(mount + "/active"))
            close(file)
            _ = try fixture.run("umount", mount).checked()
            #expect(!isThere(mount + "/active"))
            #expect(try fixture.run("umount", mount).exitCode == 5)
            let nowhere = try fixture.run("umount", mount + "/nowhere")
            #expect(nowhere.exitCode == 5)
            #expect(nowhere.errorText.contains("no store is mounted there"))
            #expect(nowhere.errorText.contains("try: store status"))
            #expect(try fixture.run("mount", mount + "/none").exitCode == 5)
        }
    }

    @Test func oneModelAlone() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let mount = fixture.directory + "/mnt"
            mkdir(mount, 0o755)
            #expect(try fixture.run("mount", mount, "--model", "nope").exitCode == 5)
            let document = try fixture.document("mount", mount, "--model", "qb")
            defer { _ = try? fixture.run("umount", "--lazy", mount) }  // as above
            #expect(try JSONSchema.published("mount").violation(in: document) == nil)
            #expect(isThere(mount + "/versions/v1"))
            #expect(!isThere(mount + "/models"))
            let gone = try fixture.document("umount", mount)
            #expect(try JSONSchema.published("umount").violation(in: gone) == nil)
        }
    }

    @Test func aDeadMountIsFailedAndMountedAnew() throws {
        try withMount { fixture, mount in
            let status = try fixture.document("status")
            let pid = try #require(status["mounts"]?.array?.first?["pid"]?.integer)
            kill(pid_t(pid), SIGKILL)
            var health: JSON?
            for _ in 0..<100 where health != "failed" {
                usleep(50_000)
                health = try fixture.document("status")["mounts"]?.array?.first?["health"]
            }
            #expect(health == "failed")
            _ = try fixture.run("mount", mount).checked()
            #expect(isThere(mount + "/active/config.json"))
        }
    }

    @Test func execMakesAPrivateMountForTheCommandsLife() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let outcome = try fixture.run(
                "exec", "v1", "--", "sh", "-c", "cat $MODEL_DIR/sub/w.bin; exit 7")
            #expect(outcome.outputText == "weights")
            #expect(outcome.exitCode == 7)
            #expect(try fixture.document("status")["mounts"] == [])
            #expect(rmdir(fixture.runtime) == 0)
        }
    }

    @Test func execPassesSignalsOn() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let child = try StoreBinary.command(
                [
                    "exec", "v1", "--", "sh", "-c",
                    "trap 'echo got; exit 3' TERM; echo up; while :; do sleep 0.05; done",
                ],
                environment: fixture.environment, directory: fixture.directory
            ).start()
            for _ in 0..<200 where try child.outputSoFar().isEmpty { usleep(50_000) }
            child.signal(SIGTERM)
            let outcome = try child.wait(timeout: .seconds(20))
            #expect(outcome.exitCode == 3)
            #expect(outcome.outputText == "up\ngot\n")
        }
    }

    @Test func aPrivateMountEndsWithItsKilledCommand() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let child = try StoreBinary.command(
                ["exec", "v1", "--", "sh", "-c", "echo up; sleep 5"],
                environment: fixture.environment, directory: fixture.directory
            ).start()
            for _ in 0..<200 where try child.outputSoFar().isEmpty { usleep(50_000) }
            #expect(try fixture.document("status")["mounts"]?.array?.count == 1)
            child.signal(SIGKILL)
            var mounts: JSON?
            for _ in 0..<200 where mounts != [] {
                usleep(50_000)
                mounts = try fixture.document("status")["mounts"]
            }
            #expect(mounts == [])
            for _ in 0..<100 where rmdir(fixture.runtime) != 0 { usleep(50_000) }
            #expect(!isThere(fixture.runtime))
            child.signalGroup(SIGKILL)
            _ = try child.wait(timeout: .seconds(10))
        }
    }
}
