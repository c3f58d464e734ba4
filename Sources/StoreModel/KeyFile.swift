package import Hashing

/// Ed25519 keys as PEM (RFC 7468): what `store keygen` and `openssl genpkey -algorithm ed25519` write.
package enum KeyFile {
    /// More than any such file has.
    package static let byteLimit = 4096

    package static func text(_ key: VerifyingKey) -> String {
        frame("PUBLIC KEY", key.subjectPublicKeyInfo)
    }

    package static func text(_ key: SigningKey) -> String {
        frame("PRIVATE KEY", key.privateKeyInfo)
    }

    /// Throws `badInput` without a word of what the file holds.
    package static func signingKey(
        _ bytes: [UInt8], path: String
    ) throws(StoreError) -> SigningKey {
        guard let key = SigningKey(privateKeyInfo: try content("PRIVATE KEY", bytes, path)) else {
            throw malformed(path, "it is no Ed25519 private key")
        }
        return key
    }

    /// Throws `badInput`.
    package static func verifyingKey(
        _ bytes: [UInt8], path: String
    ) throws(StoreError) -> VerifyingKey {
        let content = try content("PUBLIC KEY", bytes, path)
        guard let key = VerifyingKey(subjectPublicKeyInfo: content), !key.isWeak else {
            throw malformed(path, "it is no Ed25519 public key, or a weak one")
        }
        return key
    }

    private static func frame(_ label: String, _ content: [UInt8]) -> String {
        // 48 bytes at most, so one line.
        "-----BEGIN \(label)-----\n\(Radix64.text(content))\n-----END \(label)-----\n"
    }

    private static func content(
        _ label: String, _ bytes: [UInt8], _ path: String
    ) throws(StoreError) -> [UInt8] {
        let text = String(decoding: bytes.prefix(byteLimit), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        if lines.first == "-----BEGIN ENCRYPTED PRIVATE KEY-----" {
            throw malformed(path, "the key is encrypted, which this build cannot read")
        }
        guard lines.count == 3, lines[0] == "-----BEGIN \(label)-----",
            lines[2] == "-----END \(label)-----", let content = Radix64.bytes(String(lines[1]))
        else { throw malformed(path, "it is no PEM file with one \(label.lowercased())") }
        return content
    }

    private static func malformed(_ path: String, _ reason: String) -> StoreError {
        StoreError(
            .badInput, "cannot use the key \(quoted(path)): \(reason)", fix: "store keygen PATH")
    }
}
