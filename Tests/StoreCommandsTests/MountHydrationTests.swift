import Glibc
import StoreModel
import TestSupport
import Testing

/// `--hydrate` and `--cache-size`.
@Suite(.enabled(if: access("/dev/fuse", R_OK | W_OK) == 0, "needs /dev/fuse"))
struct MountHydrationTests {
    @Test(arguments: [
        ["--hydrate", "sometimes"], ["--cache-size", "much"], ["--cache-size", "-1"],
    ])
    func nonsenseIsRefused(_ options: [String]) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let mount = fixture.directory + "/mnt"
            mkdir(mount, 0o755)
            let arguments = ["mount", mount] + options
            let outcome = try StoreBinary.command(
                arguments, environment: fixture.environment, directory: fixture.directory
            ).run(timeout: .seconds(20))
            #expect(outcome.exitCode == 2)
            #expect(outcome.errorText.contains(options[0].dropFirst(2)))
        }
    }

    @Test(arguments: ["promote", "open", "never"])
    func statusSaysThePolicy(_ policy: String) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1", "--promote")
            let mount = fixture.directory + "/mnt"
            mkdir(mount, 0o755)
            // A daemon that is asked to end does so within ten seconds, whatever the test did.
            defer { _ = try? fixture.run("umount", "--lazy", mount) }
            _ = try fixture.run("mount", mount, "--hydrate", policy, "--cache-size", "1G").checked()
            let status = try fixture.document("status")
            #expect(try JSONSchema.published("status").violation(in: status) == nil)
            let said = try #require(status["mounts"]?.array?.first)
            #expect(said["hydrate"]?.string == policy)
            #expect(said["bytes_hydrated"] == (policy == "never" ? .null : 0))
        }
    }
}
