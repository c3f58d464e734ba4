import Hashing
import Testing

@Suite("Ed25519")
struct Ed25519Tests {
    /// RFC 8032, section 7.1: seed, public key, message, signature.
    static let vectors: [(String, String, String, String)] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
                + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8"
                + "36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ec"
                + "fdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ]

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).map { index in
            UInt8(String(digits[index..<min(index + 2, digits.count)]), radix: 16) ?? 0
        }
    }

    @Test("the vectors of RFC 8032", arguments: vectors)
    func rfc8032(_ seed: String, _ point: String, _ message: String, _ expected: String) throws {
        let key = try #require(SigningKey(bytes: Self.bytes(seed)))
        let verifying = key.verifyingKey
        #expect(verifying.bytes == Self.bytes(point))
        #expect(!verifying.isWeak)
        let signature = key.signature(of: Self.bytes(message))
        #expect(signature == Self.bytes(expected))
        #expect(verifying.isValid(signature, of: Self.bytes(message)))
    }

    @Test("every flipped bit of a signature, a message or a key is seen")
    func bitFlips() throws {
        let key = SigningKey()
        let message: [UInt8] = Array("DSSEv1".utf8)
        let signature = key.signature(of: message)
        #expect(key.verifyingKey.isValid(signature, of: message))
        for bit in 0..<(signature.count * 8) {
            var bad = signature
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.verifyingKey.isValid(bad, of: message), "bit \(bit)")
        }
        for bit in 0..<(message.count * 8) {
            var bad = message
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.verifyingKey.isValid(signature, of: bad))
        }
        for bit in 0..<256 {
            var bad = key.verifyingKey.bytes
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(VerifyingKey(bytes: bad)?.isValid(signature, of: message) == false)
        }
        for count in [0, 1, 63, 65, 128] {
            let bad = Array((signature + signature).prefix(count))
            #expect(!key.verifyingKey.isValid(bad, of: message))
        }
    }

    @Test("a signature cannot be respelled by adding the order of the group to S")
    func malleability() {
        let order =
            Self.bytes("edd3f55c1a631258d69cf7a2def9de14") + [UInt8](repeating: 0, count: 15)
            + [0x10]
        let key = SigningKey()
        var signature = key.signature(of: [1])
        var carry = 0
        for place in 0..<32 {
            let sum = Int(signature[32 + place]) + Int(order[place]) + carry
            signature[32 + place] = UInt8(sum & 255)
            carry = sum >> 8
        }
        #expect(carry == 0)
        #expect(!key.verifyingKey.isValid(signature, of: [1]))
    }

    @Test("points of small order and points in another spelling are weak")
    func weakKeys() throws {
        let y: [String] = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            // p, p + 1, and the largest number there is room for.
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]
        for hex in y {
            var bytes = Self.bytes(hex)
            #expect(try #require(VerifyingKey(bytes: bytes)).isWeak, "\(hex)")
            bytes[31] |= 0x80
            #expect(try #require(VerifyingKey(bytes: bytes)).isWeak, "\(hex), negative")
        }
        for _ in 0..<50 { #expect(!SigningKey().verifyingKey.isWeak) }
    }

    @Test("a private key is not printed by accident")
    func secrecy() throws {
        let key = try #require(SigningKey(bytes: [UInt8](repeating: 77, count: 32)))
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: [key]), dumped] {
            #expect(!text.contains("77"), "\(text)")
        }
    }

    @Test("keys go through their encodings, and nothing else does")
    func encodings() throws {
        let key = SigningKey()
        let verifying = key.verifyingKey
        #expect(VerifyingKey(subjectPublicKeyInfo: verifying.subjectPublicKeyInfo) == verifying)
        #expect(SigningKey(privateKeyInfo: key.privateKeyInfo)?.verifyingKey == verifying)
        #expect(
            verifying.id == SHA256Hasher.digest(of: verifying.subjectPublicKeyInfo))
        for info in [[], Array(verifying.subjectPublicKeyInfo.dropLast()), key.privateKeyInfo] {
            #expect(VerifyingKey(subjectPublicKeyInfo: info) == nil)
        }
        #expect(SigningKey(privateKeyInfo: verifying.subjectPublicKeyInfo) == nil)
        #expect(SigningKey(bytes: [1]) == nil && VerifyingKey(bytes: [1]) == nil)
        #expect(SigningKey().verifyingKey != SigningKey().verifyingKey)
    }
}
