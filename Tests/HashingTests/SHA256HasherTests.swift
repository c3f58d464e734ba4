import Hashing
import Testing

@Suite("SHA-256")
struct SHA256HasherTests {
    /// FIPS 180-4 examples (NIST CSRC, "SHA256.pdf" and the CAVP short messages).
    static let vectors: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test("the vectors of FIPS 180-4")
    func fips() {
        for (message, digest) in SHA256HasherTests.vectors {
            #expect(SHA256Hasher.digest(of: Array(message.utf8)).hex == digest)
        }
    }

    @Test("pieces of any length give what the whole gives, and the hasher starts afresh")
    func pieces() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = SHA256Hasher.digest(of: bytes)
        var hasher = SHA256Hasher()
        for length in [1, 3, 55, 56, 63, 64, 65, 127, 1000] {
            var rest = bytes[...]
            while !rest.isEmpty {
                rest.prefix(length).withUnsafeBytes { hasher.update($0) }
                rest = rest.dropFirst(length)
            }
            #expect(hasher.finish() == whole, "pieces of \(length)")
        }
        #expect(hasher.finish() == Digest.ofNothing)
    }

    @Test("no bytes without an address are no bytes")
    func emptyBuffer() {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(SHA256Hasher.digest(of: nothing) == Digest.ofNothing)
    }
}
