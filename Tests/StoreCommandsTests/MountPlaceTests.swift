import Glibc
import StoreModel
import TestSupport
import Testing

/// Where `mount` refuses to mount, and what a mount that hangs must not stop.
@Suite(
    .serialized,
    .enabled(if: access("/dev/fuse", R_OK | W_OK) == 0, "needs /dev/fuse"))
struct MountPlaceTestsWithFUSE {
    private func withMount(_ body: (CommandFixture, String) throws -> Void) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let mount = fixture.directory + "/mnt"
            mkdir(mount, 0o755)
            // The test's own failure is what counts.
            defer { _ = try? fixture.run("umount", "--lazy", mount) }
            _ = try fixture.run("mount", mount).checked()
            try body(fixture, mount)
        }
    }

    @Test func aMountMustNotHideItsStore() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            symlink("store/packs", fixture.directory + "/link")
            for place in ["store", "store/packs", ".", "link", "/"] {
                let error = try fixture.error("mount", place)
                #expect(error["code"] == "E_USAGE", "\(place)")
                #expect(error["fix"]?.string != nil)
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to bind")) func norUnderAnotherName() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let bound = fixture.directory + "/bound"
            mkdir(bound, 0o755)
            let bind = try ChildCommand("mount", ["--bind", fixture.store, bound]).run()
            try #require(bind.exitCode == 0)
            defer { umount2(bound, Int32(MNT_DETACH)) }
            #expect(try fixture.run("mount", bound).exitCode == 2)
            #expect(try fixture.run("mount", bound + "/packs").exitCode == 2)
        }
    }

    @Test func aMountInsideAMountIsEleven() throws {
        try withMount { fixture, mount in
            let outcome = try fixture.run("mount", mount + "/versions")
            #expect(outcome.exitCode == 11)
        }
    }

    @Test func aMountThatDoesNotAnswerHoldsNobody() throws {
        try withMount { fixture, mount in
            let before = try fixture.document("status")
            let pid = try #require(before["mounts"]?.array?.first?["pid"]?.integer)
            let children = try ChildCommand("cat", ["/proc/\(pid)/task/\(pid)/children"]).run()
            let worker = try #require(Int32(children.outputText.split(separator: " ")[0]))
            kill(worker, SIGSTOP)
            defer { kill(worker, SIGCONT) }
            let push = try fixture.document("push", "model", "--model", "qb", "--version", "v2")
            #expect(push["mount_path"]?.string == mount + "/versions/v2")
            let status = try fixture.document("status")
            #expect(status["mounts"]?.array?.first?["health"] == "failed")
            #expect(try JSONSchema.published("status").violation(in: status) == nil)
            let said = try fixture.run("exec", "v1", "--", "cat", "/dev/null")
            #expect(said.exitCode == 0)
            let doctor = try fixture.document("doctor", exit: 1)
            #expect(
                doctor["findings"]?.array?.contains {
                    $0["message"]?.string?.contains("does not answer") ?? false
                } ?? false)
        }
    }

    @Test func aDirectoryThatWasThereIsNeverRemoved() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let outcome = try fixture.run(
                "mount", "--foreground", "--until", "\(getpid())", "model")
            #expect(outcome.exitCode == 1)
            #expect(access(fixture.model + "/sub/w.bin", F_OK) == 0)
        }
    }

    @Test func execKeepsTheCommandsCodeWithoutItsMount() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let outcome = try fixture.run(
                "exec", "v1", "--", "sh", "-c", "umount -l ${MODEL_DIR%/versions/*}; exit 7")
            #expect(outcome.exitCode == 7, "\(outcome.errorText)")
        }
    }

    @Test(arguments: ["run/none", "/nowhere/none"])
    func aRuntimeDirectoryIsNeverMade(_ runtime: String) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let said = try fixture.run(
                ["exec", "v1", "--", "sh", "-c", "echo $MODEL_DIR"],
                setting: ["XDG_RUNTIME_DIR": runtime]
            ).checked()
            #expect(said.hasPrefix("/tmp/store-exec-"))
            #expect(access(fixture.directory + "/run", F_OK) != 0)
            #expect(access("/nowhere", F_OK) != 0)
        }
    }
}
