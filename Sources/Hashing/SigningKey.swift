import CLibcrypto

/// An Ed25519 private key: the 32 random bytes that RFC 8032 makes everything else of. Never printed,
/// and never in the store.
package struct SigningKey: Sendable {
    package static let byteCount = 32
    private let seed: [UInt8]

    /// A new one, by OpenSSL's random numbers.
    package init() {
        var seed = [UInt8](repeating: 0, count: SigningKey.byteCount)
        // A machine without random numbers leaves nothing sensible to do.
        guard RAND_priv_bytes(&seed, Int32(seed.count)) == 1 else {
            fatalError("OpenSSL has no random numbers")
        }
        self.seed = seed
    }

    /// nil if there are not 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SigningKey.byteCount else { return nil }
        seed = bytes
    }

    /// PrivateKeyInfo (RFC 8410, section 7) without attributes, which is what PEM files hold.
    package var privateKeyInfo: [UInt8] { SigningKey.prefix + seed }

    /// SEQUENCE { INTEGER 0, SEQUENCE { OID 1.3.101.112 }, OCTET STRING of an OCTET STRING of 32 }.
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ]

    /// nil for anything but the one encoding.
    package init?(privateKeyInfo encoded: [UInt8]) {
        guard encoded.starts(with: SigningKey.prefix) else { return nil }
        self.init(bytes: Array(encoded.dropFirst(SigningKey.prefix.count)))
    }

    /// The key that its signatures are checked with.
    package var verifyingKey: VerifyingKey {
        withKey { key in
            var bytes = [UInt8](repeating: 0, count: VerifyingKey.byteCount)
            var count = bytes.count
            guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1,
                let found = VerifyingKey(bytes: Array(bytes.prefix(count)))
            else { fatalError("OpenSSL has no Ed25519") }
            return found
        }
    }

    /// The 64 bytes of a signature; the same for the same message.
    package func signature(of message: [UInt8]) -> [UInt8] {
        withKey { key in
            var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureByteCount)
            var count = signature.count
            let bytes = message.isEmpty ? [0] : message
            guard let context = EVP_MD_CTX_new() else { fatalError("out of memory") }
            defer { EVP_MD_CTX_free(context) }
            guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
                EVP_DigestSign(context, &signature, &count, bytes, message.count) == 1,
                count == signature.count
            else { fatalError("OpenSSL has no Ed25519") }
            return signature
        }
    }

    private func withKey<Value>(_ body: (OpaquePointer) -> Value) -> Value {
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            fatalError("OpenSSL has no Ed25519")
        }
        defer { EVP_PKEY_free(key) }
        return body(key)
    }
}

/// Whatever prints a value by looking into it finds nothing.
extension SigningKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "a signing key" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
