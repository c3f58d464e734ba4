import FileIO
import Glibc
import TestSupport
import Testing

/// Nothing goes around the seam: the kernel sees no mutating call that the seam does not number, no
/// descriptor that a child would inherit, and nothing written outside the store.
@Suite(.enabled(if: SystemCallAudit.isPossible, "needs strace(1) and the right to trace"))
struct SystemCallAuditTests {
    @Test(arguments: CrashScenario.names) func everyMutatingCallPassesTheSeam(
        _ scenario: String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let audit = try SystemCallAudit.of(
                loop.scenario.command, on: loop.playground.copy("audited"), at: path)
            #expect(audit.violations == [])
            #expect(audit.counted("link") > 0 && audit.counted("fsync") > 0)
        }
    }

    @Test func repairPassesTheSeam() throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop("promote", at: path)
            let store = loop.playground.base
            _ = try ChildCommand(
                "bash",
                [
                    "-c", "for f in \"$0\"/manifests/*/*; do chmod u+w \"$f\"; echo >>\"$f\"; done",
                    store,
                ]
            ).run().checked()
            let audit = try SystemCallAudit.of(
                ["verify", "--all", "--repair"], on: store, at: path)
            #expect(audit.violations == [])
            #expect(audit.counted("rename") > 0)
        }
    }

    @Test func whatGoesAroundTheSeamIsCaught() {
        let judge: (String) -> Int = { line in
            SystemCallAudit(lines: [line[...]], store: "/s", trace: "/t", events: [])
                .violations.count
        }
        #expect(judge(#"7 openat(AT_FDCWD</>, "/s/a", O_RDONLY|O_CLOEXEC) = 3</s/a>"#) == 0)
        #expect(judge(#"7 openat(AT_FDCWD</>, "/s/a", O_RDONLY) = 3</s/a>"#) == 1)
        #expect(judge(#"7 openat(AT_FDCWD</>, "/x", O_RDWR|O_CLOEXEC) = 3</x>"#) == 1)
        #expect(judge(#"7 openat(4</s>, ".", O_RDWR|O_TMPFILE|O_CLOEXEC, 0600) = 3</s>"#) == 1)
        #expect(judge(#"7 unlinkat(4</s>, "a", 0) = 0"#) == 1)
        #expect(judge(#"7 unlink("/s/a") = 0"#) == 1)
        #expect(judge(#"7 write(3</s/tmp/#1>(deleted), "x", 1 <unfinished ...>"#) == 1)
        #expect(judge(#"7 write(1</dev/null>, "x", 1) = 1"#) == 0)
        #expect(judge("7 <... write resumed>) = 1") == 0)
    }
}
