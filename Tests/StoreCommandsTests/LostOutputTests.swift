import Glibc
import StoreModel
import TestSupport
import Testing

/// Output that nobody reads, or that finds no room, must not decide what is done.
@Suite struct LostOutputTests {
    private func shell(
        _ script: String, in fixture: CommandFixture
    ) throws -> ChildOutcome {
        var environment = fixture.environment
        environment["STORE"] = StoreBinary.path
        return try ChildCommand(
            "bash", ["-c", script], environment: environment, directory: fixture.directory
        ).run(timeout: .seconds(60))
    }

    @Test func aPromotionIsCommittedWhoeverReads() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1", "--promote")
            try fixture.push("v2")
            let closed = try shell(
                "(sleep 0.3; $STORE promote v2 -m x; echo $? >&2) | true", in: fixture)
            #expect(closed.errorText == "0\n")
            #expect(try fixture.run("active", "-q").checked() == "v2\n")
            let full = try shell("$STORE promote v1 -m x > /dev/full", in: fixture)
            #expect(full.exitCode == 1)
            #expect(full.errorText.contains("qb@v1 is active"))
            #expect(try fixture.run("active", "-q").checked() == "v1\n")
            _ = try shell("$STORE rollback -m x > /dev/full", in: fixture)
            #expect(try fixture.run("active", "-q").checked() == "v2\n")
        }
    }

    @Test func aPushSaysWhatItRegistered() throws {
        try CommandFixture.with { fixture in
            let full = try shell(
                "$STORE push model --model qb --version v1 -q > /dev/full", in: fixture)
            #expect(full.exitCode == 1)
            #expect(full.errorText.contains("registered qb@v1, but"), "\(full.errorText)")
        }
    }

    @Test func damageIsDamageWhoeverReads() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let outcome = try shell(
                """
                for f in store/packs/*/*; do truncate -s 100 "$f"; done
                (sleep 0.3; $STORE verify; echo $? >&2) | true
                $STORE verify > /dev/full; echo $? >&2
                """, in: fixture)
            let lines = outcome.errorText.split(separator: "\n")
            #expect(lines.filter { $0 == "8" }.count == 2, "\(outcome.errorText)")
        }
    }

    @Test func catStopsWhenItsReaderDoes() throws {
        try CommandFixture.with { fixture in
            _ = try shell("head -c 8M /dev/zero > model/zeros", in: fixture)
            try fixture.push("v1")
            let outcome = try shell(
                "($STORE cat v1 zeros; echo $? >&2) | head -c 10 > /dev/null", in: fixture)
            #expect(outcome.errorText == "0\n")
        }
    }

    @Test func closedStandardStreamsAreNotTheStores() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let outcome = try shell("$STORE promote v1 -m x <&- >&- 2>&-", in: fixture)
            #expect(outcome.exitCode == 0)
            _ = try fixture.run("push", "model", "--model", "qb", "--version", "v2").checked()
            let pushed = try shell(
                "echo y > model/y; $STORE push model --model qb --version v3 <&- >&- 2>&-",
                in: fixture)
            #expect(pushed.exitCode == 0)
            _ = try fixture.run("verify", "--all", "--strict").checked()
        }
    }

    @Test func aFileSizeLimitIsAnError() throws {
        try CommandFixture.with { fixture in
            _ = try shell("head -c 2M /dev/urandom > model/big", in: fixture)
            let outcome = try shell(
                "ulimit -f 64; $STORE push model --model qb --version v1", in: fixture)
            #expect(outcome.exitCode == 1, "\(outcome.ending)")
            #expect(outcome.errorText.contains("EFBIG") || outcome.errorText.contains("large"))
        }
    }

    @Test func aRefusedPromotionFollowsThePushsResult() throws {
        try CommandFixture.with { fixture in
            _ = try shell("head -c 64k /dev/urandom > model/noise", in: fixture)
            try fixture.push("v1")
            // The same version again, whose bytes have gone bad: registered, and not to be active.
            let outcome = try shell(
                """
                for f in store/packs/*/*.pack; do
                    printf 'rotten' | dd of="$f" bs=1 seek=20000 conv=notrunc status=none
                done
                $STORE push model --model qb --version v1 --promote -q
                """, in: fixture)
            #expect(outcome.exitCode == 8, "\(outcome.errorText)")
            #expect(outcome.outputText == "v1\n")
        }
    }
}
