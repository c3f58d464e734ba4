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

    @Test(arguments: [
        (#"{"": 1}"#, "has no name"), (#"{"a": {"": 1}}"#, "has no name"),
        (#"{"a\u0007b": 1}"#, "control character"), (#"{"a": {"b\n": [1]}}"#, "control character"),
        (#"{"tiny": 1e-400}"#, "too small"), (#"{"huge": 1e400}"#, "beyond the range"),
        (#"{"nan": NaN}"#, "byte 8"), (#"{"inf": -Infinity}"#, "byte 9"),
    ])
    func whatNoMetricCanBeIsRefused(_ text: String, _ reason: String) throws {
        try CommandFixture.with { fixture in
            try fixture.write(text, to: "m.json")
            let error = try fixture.error(
                "push", "model", "--model", "qb", "--metrics-file", "m.json")
            #expect(error["code"] == "E_BAD_INPUT")
            let message = try #require(error["message"]?.string)
            #expect(message.contains("--metrics-file") && message.contains(reason), "\(message)")
            #expect(try fixture.document("list")["versions"] == [])
        }
    }

    @Test(arguments: [
        "a\u{7}=1", "a\u{9B}b=1", "r2=nan", "r2=-inf", "r2=1e999", "r2=1e-400", "r2=-0.001e-500",
    ])
    func whatNoMetricCanBeIsRefusedOnTheCommandLine(_ metric: String) throws {
        try CommandFixture.with { fixture in
            let error = try fixture.error("push", "model", "--model", "qb", "--metric", metric)
            #expect(error["code"] == "E_USAGE")
            #expect(error["message"]?.string?.contains("--metric") ?? false, "\(error)")
            #expect(try fixture.document("list")["versions"] == [])
        }
    }

    @Test func smallNumbersAndZerosAreMetrics() throws {
        try CommandFixture.with { fixture in
            try fixture.write(#"{"zero": 0e-400, "small": 4.9e-324}"#, to: "m.json")
            try fixture.push("v1", "--metrics-file", "m.json", "--metric", "none=0.000e-999")
            let metrics = try fixture.document("show", "v1")["metrics"]
            #expect(metrics?["zero"]?.double == 0)
            #expect(metrics?["small"]?.double == .leastNonzeroMagnitude)
            #expect(metrics?["none"]?.double == 0)
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
