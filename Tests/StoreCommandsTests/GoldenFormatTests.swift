import StoreModel
import TestSupport
import Testing

/// Stores of builds that do not exist yet: refused by name, or read only, or as any other.
@Suite struct GoldenFormatTests {
    /// One command line of each verb that opens a store.
    static let verbs: [[String]] = [
        ["list"], ["show", "qb@1.0.0"], ["log", "--model", "qb"], ["active", "--model", "qb"],
        ["diff", "qb@1.0.0", "qb@1.1.0"], ["promote", "qb@1.0.0", "-m", "x"],
        ["rollback", "--model", "qb", "-m", "x"], ["tag", "canary", "qb@1.0.0"],
        ["verify", "--all"], ["verify", "--all", "--repair"], ["cat", "qb@1.0.0", "config.json"],
        ["get", "qb@1.0.0", "out"], ["exec", "qb@1.0.0", "--", "true"], ["status"],
        ["push", "model", "--model", "qb"], ["mount", "mnt"],
    ]

    @Test(arguments: [("incompatible", "sealed-packs"), ("format-2", "format 2")])
    func whatItCannotReadIsRefusedByName(_ format: String, _ name: String) throws {
        try GoldenStore.with(format: format) { golden in
            try golden.shell("mkdir model mnt; echo x > model/x")
            let before = try golden.shell("find store -type f | sort | xargs -d '\\n' sha256sum")
            for arguments in Self.verbs {
                let outcome = try golden.commands.run(arguments)
                #expect(outcome.exitCode == 1, "\(arguments): \(outcome.errorText)")
                #expect(outcome.errorText.contains(name), "\(arguments): \(outcome.errorText)")
                #expect(outcome.output.isEmpty, "\(arguments)")
            }
            let error = try golden.commands.error("list")
            #expect(error["code"] == "E_UNKNOWN_FORMAT")
            let after = try golden.shell("find store -type f | sort | xargs -d '\\n' sha256sum")
            #expect(after == before)
        }
    }

    @Test func whatForbidsWritingIsRead() throws {
        try GoldenStore.with(format: "read-only-compatible") { golden in
            try golden.shell("mkdir model mnt; echo x > model/x")
            #expect(try golden.commands.document("list")["versions"]?.array?.count == 4)
            #expect(try golden.commands.run("cat", "qb@active", "config.json").checked() != "")
            _ = try golden.commands.run("verify", "--all").checked()
            _ = try golden.commands.run("get", "qb@1.0.0", "out").checked()
            let writing = [
                ["push", "model", "--model", "qb"], ["promote", "qb@1.0.0", "-m", "x"],
                ["rollback", "--model", "qb", "-m", "x"], ["tag", "canary", "qb@1.0.0"],
                ["tag", "--model", "qb", "--delete", "champion"],
                ["verify", "--all", "--repair"], ["verify", "--all", "--repair-from", "store"],
            ]
            for arguments in writing {
                let outcome = try golden.commands.run(arguments)
                #expect(outcome.exitCode == 1, "\(arguments): \(outcome.errorText)")
                #expect(outcome.errorText.contains("delta-chunks"), "\(outcome.errorText)")
            }
            let log = try golden.commands.document("log", "--model", "qb")
            #expect(log["transitions"]?.array?.count == 66)
        }
    }

    @Test func whatMayBeIgnoredIsIgnored() throws {
        try GoldenStore.with(format: "compatible") { golden in
            try golden.shell("mkdir model; echo x > model/x")
            _ = try golden.commands.run("push", "model", "--model", "qb").checked()
            _ = try golden.commands.run("verify", "--all", "--strict").checked()
        }
    }

    /// A fine-tune that the first build with deltas has stored: version 2 of the index.
    @Test func deltasOfAnEarlierBuildAreRead() throws {
        try GoldenStore.with("deltas") { golden in
            let versions = try golden.shell(
                "for index in store/packs/*/*.idx; do od -An -tu4 -j8 -N4 \"$index\"; done | sort -n"
            )
            #expect(versions.split(whereSeparator: \.isWhitespace) == ["1", "2"])
            _ = try golden.commands.run("verify", "--all", "--strict").checked()
            try golden.shell(
                """
                for version in 1 2; do "$STORE" get "qb@$version" "sums/qb/$version"; done
                cd sums && sha256sum --check --quiet "$GOLDEN/deltas/SHA256SUMS"
                """)
            // What it stored this build finds again, and its versions can go.
            try golden.shell("mkdir model; cp sums/qb/2/model.safetensors model/")
            let pushed = try golden.commands.document("push", "model", "--model", "qb")
            #expect(pushed["bytes_new"]?.integer == 0)
            _ = try golden.commands.run("gc", "--keep-last", "1", "--yes").checked()
            _ = try golden.commands.run("verify", "--all", "--strict").checked()
        }
    }
}
