import Glibc
import StoreModel
import TestSupport
import Testing

/// What `--metrics-file` and `--where` refuse.
@Suite struct MetricsFileCommandTests {
    @Test func oneNameInTwoSpellingsIsRefusedByName() throws {
        try CommandFixture.with { fixture in
            try fixture.write(#"{"a": {"b": 1}, "a.b": 2, "z": {"y": 1}, "z.y": 1}"#, to: "m.json")
            for _ in 0..<5 {
                let error = try fixture.error(
                    "push", "model", "--model", "qb", "--metrics-file", "m.json")
                #expect(error["code"] == "E_BAD_INPUT")
                #expect(error["message"]?.string?.contains("\"a.b\"") ?? false, "\(error)")
            }
        }
    }

    @Test func anIntegerThatWouldLoseDigitsIsRefusedByName() throws {
        try CommandFixture.with { fixture in
            try fixture.write(#"{"ok": 1e300, "seed": 9007199254740993}"#, to: "m.json")
            let error = try fixture.error(
                "push", "model", "--model", "qb", "--metrics-file", "m.json")
            #expect(error["code"] == "E_BAD_INPUT")
            #expect(error["message"]?.string?.contains("\"seed\"") ?? false, "\(error)")
            let exact = #"{"a": 1e300, "b": 9007199254740994, "t": [9007199254740995]}"#
            try fixture.write(exact, to: "m.json")
            try fixture.push("v1", "--metrics-file", "m.json")
        }
    }

    @Test func whatIsNoFileIsRefused() throws {
        try CommandFixture.with { fixture in
            mkfifo(fixture.directory + "/pipe", 0o600)
            for path in ["pipe", "/dev/null", "model"] {
                let error = try fixture.error(
                    "push", "model", "--model", "qb", "--metrics-file", path)
                #expect(error["code"] == "E_BAD_INPUT")
                #expect(
                    error["message"]?.string?.contains("not a regular file") ?? false, "\(error)")
            }
        }
    }

    @Test func aConditionThatMeansNothingIsNamed() throws {
        try CommandFixture.with { fixture in
            for clause in ["metrics.r2=>0.9", "created>x", "bytes>1KB", "metrics.r2>=nan"] {
                let error = try fixture.error("list", "--where", clause)
                #expect(error["exit"] == 2)
                #expect(error["message"]?.string?.contains(clause) ?? false, "\(error)")
            }
        }
    }
}
