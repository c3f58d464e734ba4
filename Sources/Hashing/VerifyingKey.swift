import CLibcrypto

/// An Ed25519 public key (RFC 8032, section 5.1.5).
package struct VerifyingKey: Hashable, Sendable {
    package static let byteCount = 32
    /// Bytes of a signature.
    package static let signatureByteCount = 64

    /// 32 of them.
    package let bytes: [UInt8]

    /// nil if there are not 32 bytes. Whether they are a key that can be trusted, `isWeak` says.
    package init?(bytes: [UInt8]) {
        guard bytes.count == VerifyingKey.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The key as SubjectPublicKeyInfo (RFC 8410, section 4), which is what PEM files hold.
    package var subjectPublicKeyInfo: [UInt8] { VerifyingKey.prefix + bytes }

    /// SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING of 33 bytes, the first of them 0 }.
    private static let prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// nil for anything but the one encoding.
    package init?(subjectPublicKeyInfo encoded: [UInt8]) {
        guard encoded.starts(with: VerifyingKey.prefix) else { return nil }
        self.init(bytes: Array(encoded.dropFirst(VerifyingKey.prefix.count)))
    }

    /// What the key is called: the SHA-256 of its SubjectPublicKeyInfo.
    package var id: Digest { SHA256Hasher.digest(of: subjectPublicKeyInfo) }

    /// Whether the point is written in another than its one way, or has a small order: under such a key
    /// one signature can fit many messages, and one key can bear many names.
    package var isWeak: Bool {
        var coordinate = bytes
        coordinate[31] &= 0x7F
        // Little-endian: the larger place decides.
        guard coordinate.reversed().lexicographicallyPrecedes(VerifyingKey.prime) else {
            return true
        }
        return VerifyingKey.smallOrder.contains(coordinate)
    }

    /// 2^255 − 19, most significant byte first.
    private static let prime: [UInt8] =
        [0x7F] + [UInt8](repeating: 0xFF, count: 30) + [0xED]

    /// The y of the points whose order divides 8, as they are written: of orders 4, 1, 2, 8 and 8.
    private static let smallOrder: [[UInt8]] = [
        [UInt8](repeating: 0, count: 32),
        [1] + [UInt8](repeating: 0, count: 31),
        [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF,
            0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88,
            0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10,
            0x67, 0x0F, 0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77,
            0x92, 0xAC, 0x03, 0x7A,
        ],
    ]

    /// Whether `signature` is this key's of `message`. OpenSSL refuses an S beyond the order of the
    /// group, and compares R as it is written, so a signature cannot be respelled.
    package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == VerifyingKey.signatureByteCount,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return EVP_DigestVerify(
            context, signature, signature.count, message.isEmpty ? [0] : message, message.count)
            == 1
    }
}
