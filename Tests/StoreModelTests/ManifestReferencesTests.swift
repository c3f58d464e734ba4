import Hashing
import StoreModel
import TestSupport
import Testing

/// The short way to a manifest's blobs, against the long one.
@Suite struct ManifestReferencesTests {
    private struct Reference: Hashable {
        let blob: Digest
        let size: UInt64
    }

    /// nil where the short way refuses.
    private static func references(_ bytes: [UInt8]) -> [Reference]? {
        var found: [Reference] = []
        let isRead = ManifestReferences.forEach(in: bytes) { blob, size in
            found.append(Reference(blob: blob, size: size))
        }
        return isRead ? found : nil
    }

    private static func references(_ manifest: Manifest) -> [Reference] {
        manifest.files.map { Reference(blob: $0.sha256, size: $0.size) }
    }

    @Test func everyGoodManifestIsReadTheSame() throws {
        var count = 0
        for item in ManifestCorpus.all {
            let bytes = item.document.canonicalBytes
            // What is no manifest is none for gc either way.
            guard let manifest = try? Manifest(parsing: bytes) else { continue }
            #expect(Self.references(bytes) == Self.references(manifest), "\(item.name)")
            count += 1
        }
        #expect(count > 20)
    }

    @Test func textThatLooksLikeAFileIsNone() throws {
        var json = Documents.manifest
        let lie = "\"files\":[{\"sha256\":\"\(String(repeating: "0", count: 64))\",\"size\":1}]\\"
        for place in ["description", "labels/a", "metrics/x", "files/1/name"] {
            json = json.with(place, .string(lie))
        }
        let bytes = json.canonicalBytes
        #expect(Self.references(bytes) == Self.references(try Manifest(parsing: bytes)))
    }

    /// Where both read it, they see the same; what only the short way reads is not a manifest.
    @Test func noDamageHidesABlob() throws {
        let whole = Documents.manifest.canonicalBytes
        var random = SeededRandom(seed: 20_261_121)
        var both = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...random.below(3) {
                let place = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(whole[random.below(whole.count)], at: place)
                default: bytes[place] ^= 1 << UInt8(random.below(8))
                }
            }
            // What is no manifest says nothing of its files.
            guard let manifest = try? Manifest(parsing: bytes) else {
                _ = Self.references(bytes)  // it must come to an end, no more
                continue
            }
            #expect(Self.references(bytes) == Self.references(manifest))
            both += 1
        }
        print("mutated manifests that are still good: \(both)")
        #expect(both > 100)
    }

    @Test func everyTruncationIsRefused() {
        let whole = Documents.manifest.canonicalBytes
        for count in 0..<whole.count {
            #expect(Self.references(Array(whole.prefix(count))) == nil, "\(count) bytes")
        }
    }

    @Test func whatIsNestedTooDeepIsRefused() {
        let depth = 100_000
        let bytes = Array("{\"x\":".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: depth)
        #expect(Self.references(bytes) == nil)
    }
}
