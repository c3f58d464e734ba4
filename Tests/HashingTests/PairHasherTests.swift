import Hashing
import TestSupport
import Testing

@Suite("Two digests at once")
struct PairHasherTests {
    /// What this machine can run; a processor without SHA instructions leaves OpenSSL alone.
    static let methods = PairHasher.Method.allCases.filter(\.isAvailable)

    static func openSSL(_ bytes: ArraySlice<UInt8>) -> Digest {
        bytes.withUnsafeBytes { SHA256Hasher.digest(of: $0) }
    }

    @Test("OpenSSL runs everywhere, and the fastest method is one that runs")
    func availability() {
        #expect(PairHasher.Method.openSSL.isAvailable)
        #expect(PairHasher().finish() == Digest.ofNothing)
    }

    @Test("the vectors of FIPS 180-4", arguments: methods)
    func fips(_ method: PairHasher.Method) {
        let hasher = PairHasher(method)
        for (message, digest) in SHA256HasherTests.vectors {
            let bytes = Array(message.utf8)
            #expect(bytes.withUnsafeBytes { hasher.update($0) }.hex == digest)
            #expect(hasher.finish().hex == digest)
        }
    }

    @Test("every length to 300 and every pair of lengths to 130", arguments: methods)
    func lengths(_ method: PairHasher.Method) {
        let bytes = TestData.incompressible(300, seed: 1)
        let digests = (0...300).map { PairHasherTests.openSSL(bytes[..<$0]) }
        let hasher = PairHasher(method)
        for length in 0...300 {
            let single = bytes[..<length].withUnsafeBytes { hasher.update($0) }
            #expect(single == digests[length] && hasher.finish() == digests[length], "\(length)")
        }
        for first in 0...130 {
            for second in 0...130 {
                let pair = bytes.withUnsafeBytes { bytes in
                    hasher.digests(
                        of: UnsafeRawBufferPointer(rebasing: bytes[..<first]),
                        and: UnsafeRawBufferPointer(rebasing: bytes[..<second]))
                }
                #expect(pair == (digests[first], digests[second]), "\(first) and \(second)")
            }
        }
    }

    /// Cuts of any length, so that the two lanes stand at every distance from each other's blocks.
    @Test("cut anywhere: the chunks' digests and the whole's", arguments: methods, [51, 52, 53])
    func splits(_ method: PairHasher.Method, _ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let hasher = PairHasher(method)
        for _ in 0..<100 {
            let bytes = TestData.incompressible(random.below(20_000), seed: random.next())
            var rest = bytes[...]
            while !rest.isEmpty {
                // Many short ones: most of what can go wrong is at the ends of blocks.
                let length = 1 + random.below(random.below(3) == 0 ? 6000 : 150)
                let piece = rest.prefix(length)
                let single = piece.withUnsafeBytes { hasher.update($0) }
                #expect(single == PairHasherTests.openSSL(piece), "\(random)")
                rest = rest.dropFirst(length)
            }
            #expect(hasher.finish() == PairHasherTests.openSSL(bytes[...]), "\(random)")
        }
    }

    @Test(
        "two separate runs, anywhere in memory, do not touch the running digest", arguments: methods
    )
    func separate(_ method: PairHasher.Method) {
        var random = SeededRandom(seed: 61)
        let bytes = TestData.incompressible(200_000, seed: 62)
        let hasher = PairHasher(method)
        for _ in 0..<200 {
            let start = random.below(bytes.count)
            let running = bytes[..<start].prefix(777)
            _ = running.withUnsafeBytes { hasher.update($0) }
            let first = bytes[start...].prefix(random.below(9000))
            let second = bytes[random.below(bytes.count)...].prefix(random.below(9000))
            let pair = first.withUnsafeBytes { first in
                second.withUnsafeBytes { hasher.digests(of: first, and: $0) }
            }
            let expected = (PairHasherTests.openSSL(first), PairHasherTests.openSSL(second))
            #expect(pair == expected, "\(random)")
            #expect(hasher.finish() == PairHasherTests.openSSL(running), "\(random)")
        }
    }

    @Test("no bytes without an address are no bytes", arguments: methods)
    func nothing(_ method: PairHasher.Method) {
        let hasher = PairHasher(method)
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(hasher.update(nothing) == Digest.ofNothing)
        #expect(hasher.digests(of: nothing, and: nothing) == (Digest.ofNothing, Digest.ofNothing))
        #expect(hasher.finish() == Digest.ofNothing)
    }

    /// The length of a message is counted in 64 bits, the bytes of one call in far fewer.
    @Test("more than 512 MiB: the count of bits leaves 32 bits", arguments: methods)
    func long(_ method: PairHasher.Method) {
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
