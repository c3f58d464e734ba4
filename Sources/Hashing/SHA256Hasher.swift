import CLibcrypto

/// An incremental SHA-256 (FIPS 180-4) over OpenSSL's EVP.
package struct SHA256Hasher: ~Copyable {
    /// Looked up once: OpenSSL looks it up anew wherever `EVP_sha256()` is given. Its configuration file
    /// says nothing about SHA-256, and reading it takes as long as the rest of a short command.
    // Proof of safety: set once, and OpenSSL's own threads share methods (EVP_MD_fetch(3)).
    nonisolated(unsafe) private static let method = {
        // Without the configuration if it can be had, else with it.
        _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        return EVP_MD_fetch(nil, "SHA256", nil)
    }()

    private let context: OpaquePointer

    package init() {
        // Allocation failure and a missing SHA-256 leave nothing sensible to do.
        guard let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex(context, SHA256Hasher.method, nil) == 1
        else { fatalError("OpenSSL has no SHA-256") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds `bytes` to what is hashed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1)
    }

    /// The digest of all bytes so far; the hasher starts afresh.
    package mutating func finish() -> Digest {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        return withUnsafeMutableBytes(of: &words) { out in
            let start = out.bindMemory(to: UInt8.self).baseAddress
            precondition(EVP_DigestFinal_ex(context, start, nil) == 1)
            precondition(EVP_DigestInit_ex(context, SHA256Hasher.method, nil) == 1)
            return Digest(bytes: UnsafeRawBufferPointer(out))
        }
    }

    /// The SHA-256 of `bytes`, by a hasher that has nothing else under way.
    package mutating func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
        update(bytes)
        return finish()
    }

    /// The SHA-256 of `bytes`. Who needs many of them keeps a hasher.
    package static func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256Hasher()
        return hasher.digest(of: bytes)
    }

    /// The SHA-256 of `bytes`.
    package static func digest(of bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }
}
