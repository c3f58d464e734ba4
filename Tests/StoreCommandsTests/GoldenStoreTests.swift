import Glibc
import Hashing
import StoreModel
import TestSupport
import Testing

/// Every build opens, reads, verifies and goes on with the store that format 1's first build made.
@Suite struct GoldenStoreTests {
    /// Model, id, number and digest of each version.
    static let versions: [(String, String, Int64, String)] = [
        (
            "acme/trust_score", "2024-05-20-v7", 1,
            "357b94ce7d8f636673418e8ee9305ece2bc08f79bf951837e03611f014fffc0c"
        ),
        ("qb", "2.0.0", 3, "132b458178f921aa89e312fe49e32db03664223266b8ec36c0f756ad7903fba2"),
        ("qb", "1.1.0", 2, "d90f42b5ffd4912cea73dfeab8ee67a57007ee7cc4d007573acd9035e222b15a"),
        ("qb", "1.0.0", 1, "e44057fa07d82cb7040d6a40c30c28190751331147b8ca51e51e2281363ccc0a"),
    ]

    @Test func listShowsItsVersions() throws {
        try GoldenStore.with { golden in
            let list = try golden.commands.document("list")["versions"]?.array ?? []
            #expect(list.count == Self.versions.count)
            for (shown, expected) in zip(list, Self.versions) {
                #expect(shown["model"]?.string == expected.0)
                #expect(shown["version"]?.string == expected.1)
                #expect(shown["number"]?.integer == expected.2)
                #expect(shown["digest"]?.string == expected.3)
            }
            let schema = try JSONSchema.published("manifest")
            for (model, id, _, digest) in Self.versions {
                let shown = try golden.commands.document("show", model + "@" + id)
                #expect(shown["digest"]?.string == digest)
                let manifest = try #require(shown["manifest"])
                #expect(schema.violation(in: manifest) == nil)
                #expect(SHA256Hasher.digest(of: manifest.canonicalBytes).hex == digest)
            }
        }
    }

    @Test func itsMetadataIsThere() throws {
        try GoldenStore.with { golden in
            let shown = try golden.commands.document("show", "qb@#2")
            let manifest = try #require(shown["manifest"])
            #expect(shown["metrics"]?["by.day.r2"]?.double == 0.5)
            #expect(manifest["parents"]?.array?.first?.string == Self.versions[3].3)
            #expect(manifest["run"] == "run-17")
            #expect(manifest["dataset"] == "2026-01")
            #expect(manifest["changelog"] == "layer 1 trained on")
            #expect(manifest["labels"]?["team"] == "heating")
            #expect(manifest["locations"] == ["https://example.org/qb/1.1.0"])
            #expect(manifest["directories"] == ["empty directory"])
            let files = manifest["files"]?.array ?? []
            #expect(files.count == 16)
            let weights = files.first { $0["path"] == "model.bin" }
            #expect(weights?["role"] == "model")
            #expect(weights?["name"] == "weights")
            #expect(weights?["format"] == "raw")
            #expect(files.first { $0["path"] == "bin/run" }?["executable"] == true)
        }
    }

    @Test func itsJournalIsWhole() throws {
        try GoldenStore.with { golden in
            let log = try golden.commands.document("log", "--model", "qb")
            let records = log["transitions"]?.array ?? []
            #expect(
                records.map { $0["generation"]?.integer } == (1...66).reversed().map(Int64.init))
            let schema = try JSONSchema.published("transition")
            for record in records { #expect(schema.violation(in: record) == nil) }
            let checkpoint = records.first { $0["generation"] == 64 }?["checkpoint"]?.array
            #expect(checkpoint?.count == 3)
            let newest = try #require(records.first)
            #expect(newest["action"] == "tag")
            #expect(newest["refs"]?["champion"]?["version"] == "1.1.0")
        }
    }

    /// At an instant with milliseconds of the journal, and on either side of the next flip.
    @Test(arguments: [
        ("26.739", "1.0.0"), ("26.948", "1.0.0"), ("26.949", "1.1.0"), ("27.300", "2.0.0"),
        ("27.322", "1.1.0"), ("59.000", "1.1.0"),
    ])
    func whatWasActiveThen(_ second: String, _ version: String) throws {
        try GoldenStore.with { golden in
            let time = "2026-11-21T12:51:\(second)Z"
            let active = try golden.commands.document("active", "--model", "qb", "--at", time)
            #expect(active["version"]?.string == version)
            let shown = try golden.commands.document("show", "qb@active@{\(time)}")
            #expect(shown["version"]?.string == version)
            #expect(
                try golden.commands.run(
                    "active", "--model", "qb", "--at", "2026-11-21T12:51:26.738Z"
                ).exitCode == 5)
        }
    }

    @Test func itIsSound() throws {
        try GoldenStore.with { golden in
            let report = try golden.commands.document("verify", "--all", "--strict")
            #expect(report["ok"] == true)
            #expect(report["problems"] == [])
        }
    }

    @Test func itsFilesComeOutAsTheyWentIn() throws {
        try GoldenStore.with { golden in
            for (model, id, _, _) in Self.versions {
                try golden.shell("mkdir -p out/\(model)")
                _ = try golden.commands.run("get", "\(model)@\(id)", "out/\(model)/\(id)")
                    .checked()
            }
            try golden.shell(Self.comparison)
            #expect(try golden.shell("out/qb/1.0.0/bin/run") == "golden\n")
        }
    }

    /// In the directory `out`: the sums are right, and nothing else is there.
    static let comparison = """
        cd out
        sha256sum --check --quiet --strict "$GOLDEN/v1/SHA256SUMS"
        test "$(find -L . -type f -printf x | wc -c)" = "$(wc -l < "$GOLDEN/v1/SHA256SUMS")"
        test -d "qb/2.0.0/empty directory" -a -x qb/2.0.0/bin/run -a ! -x qb/2.0.0/empty
        """

    @Test(.enabled(if: access("/dev/fuse", R_OK | W_OK) == 0, "needs /dev/fuse"))
    func itsFilesAreInTheMount() throws {
        try GoldenStore.with { golden in
            mkdir(golden.directory + "/mnt", 0o755)
            // A daemon that is asked to end does so within ten seconds, whatever the test did.
            defer { _ = try? golden.commands.run("umount", "--lazy", "mnt") }
            _ = try golden.commands.run("mount", "mnt").checked()
            for (model, id, _, _) in Self.versions {
                try golden.shell(
                    "mkdir -p out/\(model); ln -s \"$PWD/mnt/models/\(model)/versions/\(id)\" "
                        + "out/\(model)/\(id)")
            }
            try golden.shell(Self.comparison)
            let active = "mnt/models/qb/active/config.json"
            #expect(try golden.shell("cat \(active)").contains("1.1.0"))
            #expect(
                try golden.shell("readlink mnt/models/qb/refs/previous") == "../versions/2.0.0\n")
        }
    }

    @Test func itGoesOn() throws {
        try GoldenStore.with { golden in
            _ = try golden.commands.run("get", "qb@2.0.0", "model").checked()
            try golden.commands.write("more\n", to: "model/new.txt")
            let push = try golden.commands.document(
                "push", "model", "--model", "qb", "--version", "3.0.0")
            #expect(push["number"] == 4)
            #expect(push["bytes_new"] == 5, "everything else is there")
            _ = try golden.commands.run("promote", "qb@3.0.0", "-m", "new").checked()
            let back = try golden.commands.document("rollback", "--model", "qb", "-m", "old")
            #expect(back["to"] == "1.1.0")
            #expect(back["generation"] == 69)
            _ = try golden.commands.run("verify", "--all", "--strict").checked()
        }
    }

    /// The digest of a version depends on its content alone, not on the build that makes it.
    @Test func theSamePushHasTheSameDigestToday() throws {
        try GoldenStore.with { golden in
            _ = try golden.commands.run("get", "qb@1.0.0", "model").checked()
            _ = try golden.commands.run("init", "other").checked()
            let push = try golden.commands.document(
                "push", "model", "--store", "other", "--model", "qb", "--version", "1.0.0",
                "--created", "2026-01-01T00:00:00Z", "--metrics-file", "model/metrics.json",
                "--artefact", "weights=model.bin:raw",
                "--preprocessing", "scaler=preprocessing/scaler.json",
                "--attribution", "shares=attribution/shares.csv", "--description", "The first")
            #expect(push["digest"]?.string == Self.versions[3].3)
        }
    }
}
