import Hashing
import StoreModel
import TestSupport
import Testing

@Suite("Manifests")
struct ManifestTests {
    static func parse(_ document: JSON) throws(StoreError) -> Manifest {
        try Manifest(parsing: document.canonicalBytes)
    }

    @Test("every member arrives, and the bytes go round")
    func roundTrip() throws {
        let manifest = try ManifestTests.parse(Documents.manifest)
        #expect(manifest.model.text == "acme/qb" && manifest.version.text == "1.0.0")
        #expect(manifest.created.description == "2026-11-20T14:00:00.000Z")
        #expect(manifest.files.map(\.path) == ["bin/run", "model.onnx"])
        #expect(manifest.files.map(\.isExecutable) == [true, false])
        #expect(manifest.files[1].role == .model && manifest.files[1].format == "onnx")
        #expect(manifest.files[1].name == "performance_dense" && manifest.totalBytes == 12)
        #expect(manifest.directories == ["empty"] && manifest.labels == ["team": "ml"])
        #expect(manifest.metrics["r2"]?.double == 0.875 && manifest.metrics["epochs"] == 3)
        #expect(manifest.run == "run-7" && manifest.dataset == "d1" && manifest.description == "")
        #expect(manifest.parents.count == 1 && manifest.locations == ["s3://bucket/x"])
        #expect(manifest.changelog == "first\nline" && manifest.legacyTreeHash != nil)
        #expect(manifest.json.canonicalBytes == Documents.manifest.canonicalBytes)
        let again = try Manifest(parsing: manifest.json.canonicalBytes)
        #expect(again == manifest)
    }

    @Test("what is absent stays absent")
    func least() throws {
        let manifest = try ManifestTests.parse(Documents.leastManifest)
        #expect(manifest.json == Documents.leastManifest)
        #expect(manifest.files.isEmpty && manifest.run == nil && manifest.metrics.isEmpty)
    }

    @Test("another spelling of the same value is refused: it would be a second name")
    func canonical() throws {
        let bytes = Documents.leastManifest.canonicalBytes
        let text = String(decoding: bytes, as: UTF8.self)
        let spellings = [
            text + "\n", " " + text, text.replacing(":[]", with: ": []"),
            text.replacing("\"qb\"", with: "\"\\u0071b\""),
            "{"
                + text.dropFirst().dropLast().split(separator: ",").reversed()
                .joined(separator: ",") + "}",
        ]
        for spelling in spellings {
            let error = #expect(throws: StoreError.self, "\(spelling)") {
                try Manifest(parsing: Array(spelling.utf8))
            }
            #expect(error?.code == .integrity)
            #expect(
                error?.message.contains("canonical") == true,
                "\(spelling): \(error?.message ?? "accepted")")
        }
        let sized = Documents.manifest.canonicalText
        for (plain, odd) in [("\"size\":12", "\"size\":12.0"), ("\"size\":12", "\"size\":1.2e1")] {
            let spelling = sized.replacing(plain, with: odd)
            #expect(spelling != sized)
            #expect(throws: StoreError.self) { try Manifest(parsing: Array(spelling.utf8)) }
        }
    }

    @Test("every flipped bit is refused or makes another manifest, never a crash")
    func bitFlips() throws {
        let bytes = Documents.manifest.canonicalBytes
        let digest = SHA256Hasher.digest(of: bytes)
        for bit in 0..<(bytes.count * 8) {
            var bad = bytes
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(SHA256Hasher.digest(of: bad) != digest)
            guard let manifest = try? Manifest(parsing: bad) else { continue }  // refused: right
            #expect(manifest.json.canonicalBytes == bad, "bit \(bit)")
        }
    }

    @Test("cut at every byte, a manifest is refused")
    func truncations() {
        let bytes = Documents.manifest.canonicalBytes
        for length in bytes.indices {
            #expect(throws: StoreError.self, "cut at \(length)") {
                try Manifest(parsing: Array(bytes[..<length]))
            }
        }
    }

    @Test("the message names the member at fault")
    func messages() {
        let faults: [(String, JSON?, String)] = [
            ("files/1/size", -1, "files[1].size"), ("files/0/sha256", "x", "files[0].sha256"),
            ("files/1/role", "boss", "files[1].role"), ("model", "a b", "manifest.model"),
            ("version", nil, "manifest.version"), ("surprise", 1, "manifest.surprise"),
            ("files/1/path", "../x", "\"../x\""), ("metrics/loss", [], "loss"),
        ]
        for (place, value, words) in faults {
            let error = #expect(throws: StoreError.self) {
                try ManifestTests.parse(Documents.manifest.with(place, value))
            }
            #expect(
                error?.message.contains(words) == true, "\(place): \(error?.message ?? "accepted")")
        }
    }

    @Test("no message carries control characters of a hostile manifest to the terminal")
    func hostileText() {
        let nasty = "\u{1B}[2J\u{202E}\n"
        for place in [
            "model", "version", "created", "files/1/path", "files/1/role", "schema", nasty,
        ] {
            let error = #expect(throws: StoreError.self) {
                try ManifestTests.parse(Documents.manifest.with(place, .string(nasty)))
            }
            #expect(
                error?.description.unicodeScalars.allSatisfy {
                    $0 == "\n" || (0x20..<0x7F).contains($0.value)
                } == true, "\(quoted(place))")
            #expect(error?.message.contains("\n") == false)
        }
    }

    @Test("a metric that is no finite number is refused before it is encoded")
    func infiniteMetric() throws {
        var manifest = try ManifestTests.parse(Documents.leastManifest)
        for value in [Double.infinity, -.infinity, .nan] {
            manifest.metrics = ["loss": .number(value)]
            #expect(throws: StoreError.self) { try manifest.checkTree() }
        }
        manifest.metrics = ["loss": .number(0.5), "ok": true, "note": "x"]
        #expect(throws: Never.self) { try manifest.checkTree() }
    }

    @Test("10 000 files are read and checked")
    func many() throws {
        var manifest = try ManifestTests.parse(Documents.leastManifest)
        manifest.files = (10_000..<20_000).map { index in
            ManifestFile(
                path: "shard/\(index).bin", size: 1,
                sha256: SHA256Hasher.digest(of: Array("\(index)".utf8)))
        }
        let again = try Manifest(parsing: manifest.json.canonicalBytes)
        #expect(again == manifest && again.totalBytes == 10_000)
    }
}
