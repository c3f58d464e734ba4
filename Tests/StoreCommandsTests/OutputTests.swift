import Glibc
import StoreModel
import TestSupport
import Testing

@Suite struct OutputTests {
    @Test func quietPrintsTheIDAlone() throws {
        try CommandFixture.with { fixture in
            let pushed = try fixture.run(
                "push", "model", "--model", "qb", "--version", "v1", "-q")
            #expect(pushed.outputText == "v1\n")
            #expect(pushed.errors.isEmpty)
            #expect(try fixture.run("-q", "list").checked() == "v1\n")
            #expect(try fixture.run("promote", "v1", "-m", "x", "-q").checked() == "v1\n")
            #expect(try fixture.run("active", "-q").checked() == "v1\n")
        }
    }

    @Test func aPipeGetsTabsAndWholeIDs() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let line = try fixture.run("list").checked()
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(fields.count == 8)
            #expect(fields[3].count == 64)
            #expect(!line.contains("\u{1B}"))
            let coloured = try fixture.run("list", setting: ["CLICOLOR_FORCE": "1"]).checked()
            #expect(coloured == line)
        }
    }

    @Test func namesAreEscapedInTextAndWholeInJSON() throws {
        try CommandFixture.with { fixture in
            try fixture.write("x", to: "model/line\nbreak")
            try fixture.push("v1")
            let text = try fixture.run("show", "v1").checked()
            #expect(text.contains("line\\nbreak\t1\t"))
            let show = try fixture.document("show", "v1")
            let paths = show["manifest"]?["files"]?.array?.compactMap { $0["path"]?.string }
            #expect(paths?.contains("line\nbreak") == true)
        }
    }

    @Test func promotionShowsWhatItChangesAndADryRunSaysWould() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1", "--promote", "--metric", "r2=1")
            try fixture.write("more", to: "model/sub/w.bin")
            try fixture.push("v2", "--metric", "r2=2")
            let dry = try fixture.run("promote", "v2", "-m", "x", "--dry-run").checked()
            #expect(dry.contains("from\tv1\nto\tv2\n"))
            #expect(dry.contains("changed\tsub/w.bin\t7\t4\n"))
            #expect(dry.contains("metrics.r2\t1\t2\t+1\n"))
            #expect(dry.contains("would make qb@v2 active"))
            #expect(try fixture.run("-q", "active").checked() == "v1\n")
            let push = try fixture.run(
                "push", "model", "--model", "qb", "--version", "v3", "--dry-run"
            ).checked()
            #expect(push.contains("would register qb@v3"))
            #expect(push.contains("sub/w.bin\t4\t"))
            #expect(try fixture.run("-q", "list").checked() == "v2\nv1\n")
        }
    }

    @Test func theEmbeddedDefaultIsMadeByPush() throws {
        try CommandFixture.with { fixture in
            let none: [String: String?] = ["STORE_PATH": nil]
            #expect(try fixture.run(["list"], setting: none).exitCode == 10)
            let dry = try fixture.run(["push", "model", "--dry-run"], setting: none)
            #expect(dry.exitCode == 0)
            #expect(try fixture.run(["list"], setting: none).exitCode == 10)
            _ = try fixture.run(["push", "model", "-q"], setting: none).checked()
            #expect(try fixture.run(["list", "-q"], setting: none).checked().hasPrefix("v20"))
            let path = fixture.directory + "/.local/share/store/format.json"
            #expect(access(path, F_OK) == 0)
        }
    }

    @Test func optionsStandAnywhere() throws {
        try CommandFixture.with { fixture in
            let none: [String: String?] = ["STORE_PATH": nil]
            let words = ["--store", "store", "--json", "push", "--model", "qb", "model"]
            let outcome = try fixture.run(words + ["--version", "v1"], setting: none)
            #expect(outcome.exitCode == 0)
            #expect(try JSONParser.parse(outcome.output)["version"] == "v1")
            let show = try fixture.run("show", "--", "v1", "--json")
            #expect(show.exitCode == 2)
        }
    }

    @Test func progressDrawsOneLineWhereAskedTo() throws {
        try CommandFixture.with { fixture in
            let words = ["push", "model", "--model", "qb", "--version", "v1", "--progress", "tty"]
            let outcome = try fixture.run(words)
            #expect(outcome.errorText.hasPrefix("\r"))
            #expect(outcome.errorText.hasSuffix("\u{1B}[K"))
            let silent = try fixture.run(["verify", "--progress", "none"])
            #expect(silent.errors.isEmpty)
        }
    }

    @Test func aFullDeviceIsAnErrorAndAClosedPipeIsNone() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let binary = StoreBinary.path
            let full = try ChildCommand(
                "/bin/sh", ["-c", "\(binary) list --store \(fixture.store) > /dev/full"]
            ).run()
            #expect(full.exitCode == 1)
            #expect(full.errorText.contains("standard output"))
            let closed = try ChildCommand(
                "/bin/sh",
                ["-c", "(sleep 0.3; \(binary) list --store \(fixture.store); echo $? >&2) | true"]
            ).run()
            #expect(closed.errorText == "0\n")
        }
    }

    @Test func completionsKnowWhatIsInTheStore() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            for shell in ["bash", "zsh", "fish"] {
                #expect(try fixture.run("completions", shell).checked().contains("store"))
            }
            let words = [
                "---completion", "show", "--", "positional@0", "2", "0", "store", "show", "",
            ]
            #expect(try fixture.run(words).checked() == "latest\nv1\n")
            let broken = try fixture.run(words, setting: ["STORE_PATH": "/nowhere"])
            #expect(broken.exitCode == 0)
            #expect(broken.errors.isEmpty)
        }
    }

    @Test func configurationFilesAreRead() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            try fixture.write("store: ./store\nmodel: qb\n", to: ".store.yaml")
            let none: [String: String?] = ["STORE_PATH": nil]
            #expect(try fixture.run(["-q", "list"], setting: none).checked() == "v1\n")
            let shown = try fixture.run(["config", "--show-origin"], setting: none).checked()
            #expect(shown.contains("model\tqb\t./.store.yaml\n"))
            try fixture.write("store: ./store\nmodle: qb\n", to: ".store.yaml")
            let bad = try fixture.run(["list"], setting: none)
            #expect(bad.exitCode == 2)
            #expect(bad.errorText.contains("line 2"))
        }
    }
}
