import Hashing
import TestSupport
import Testing

@Suite("Two digests at once")
struct PairHasherTests {
    /// What this machine can run; a processor without SHA instructions leaves OpenSSL alone.
    static let methods = HashMethod.allCases.filter(\.isAvailable)

    static func openSSL(_ bytes: ArraySlice<UInt8>) -> Digest {
        bytes.withUnsafeBytes { SHA256Hasher.digest(of: $0) }
    }

    @Test("OpenSSL runs everywhere, and the fastest method is one that runs")
    func availability() {
        #expect(HashMethod.openSSL.isAvailable)
        #expect(PairHasher().finish() == Digest.ofNothing)
    }

    @Test("the vectors of FIPS 180-4", arguments: methods)
    func fips(_ method: HashMethod) {
        let hasher = PairHasher(method)
        for (message, digest) in SHA256HasherTests.vectors {
            let bytes = Array(message.utf8)
            #expect(bytes.withUnsafeBytes { hasher.update($0) }.hex == digest)
            #expect(hasher.finish().hex == digest)
        }
    }

    @Test("every length to 300", arguments: methods)
    func lengths(_ method: HashMethod) {
        let bytes = TestData.incompressible(300, seed: 1)
        let digests = (0...300).map { PairHasherTests.openSSL(bytes[..<$0]) }
        let hasher = PairHasher(method)
        for length in 0...300 {
            let single = bytes[..<length].withUnsafeBytes { hasher.update($0) }
            #expect(single == digests[length] && hasher.finish() == digests[length], "\(length)")
        }
    }

    @Test("no bytes without an address are no bytes", arguments: methods)
    func nothing(_ method: HashMethod) {
        let hasher = PairHasher(method)
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(hasher.update(nothing) == Digest.ofNothing)
        #expect(hasher.finish() == Digest.ofNothing)
    }

    /// The length of a message is counted in 64 bits, the bytes of one call in far fewer.
    @Test("more than 512 MiB: the count of bits leaves 32 bits", arguments: methods)
    func long(_ method: HashMethod) {
        let piece = [UInt8](repeating: 0x5A, count: 1 << 20)
        let hasher = PairHasher(method)
        var reference = SHA256Hasher()
        piece.withUnsafeBytes { piece in
            for _ in 0..<513 {
                _ = hasher.update(piece)
                reference.update(piece)
            }
        }
        #expect(hasher.finish() == reference.finish())
    }
}
