/// The name of a family of versions: segments of `[A-Za-z0-9][A-Za-z0-9._-]*` joined by `/`, none
/// of them reserved, such as `qb` or `acme/trust_score`.
package struct ModelName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// The model of a store that never named one.
    package static let fallback = ModelName(checked: "default")

    /// The journal of the store-wide policy. No model can be called that, so nobody can name it, list it
    /// or push to it.
    package static let storeWide = ModelName(checked: "@store")

    /// At most this many bytes, so that every path derived from it fits.
    package static let lengthLimit = 512

    /// Words that name places in the mounted tree and in the store, never a model.
    package static let reservedWords: Set<String> = [
        "active", "versions", "refs", "models", "manifests", "latest", "previous",
    ]

    private init(checked text: String) { self.text = text }

    /// Checks `text`; throws `usage` naming what is wrong.
    package init(_ text: String) throws(StoreError) {
        guard !text.isEmpty, text.utf8.count <= ModelName.lengthLimit else {
            throw ModelName.malformed(text, "it is empty or longer than 512 bytes")
        }
        for segment in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard isName(segment, extra: "._-", limit: 200) else {
                throw ModelName.malformed(
                    text, "each segment is letters, digits, '.', '_' or '-' after a letter or digit"
                )
            }
            guard !ModelName.reservedWords.contains(String(segment)) else {
                throw ModelName.malformed(text, "\"\(segment)\" is a reserved word")
            }
        }
        self.text = text
    }

    /// The name of a journal: a model's, or the store-wide policy's.
    package init(journal text: String) throws(StoreError) {
        self = text == ModelName.storeWide.text ? .storeWide : try ModelName(text)
    }

    package var segments: [String] { text.split(separator: "/").map(String.init) }
    package var description: String { text }

    package static func < (left: ModelName, right: ModelName) -> Bool { left.text < right.text }

    private static func malformed(_ text: String, _ reason: String) -> StoreError {
        StoreError(
            .usage, "\(quoted(text)) is not a model name: \(reason)",
            fix: "--model acme/trust_score")
    }
}

/// `text` is `[A-Za-z0-9]` followed by letters, digits and `extra`, at most `limit` bytes.
func isName(_ text: some StringProtocol, extra: String, limit: Int) -> Bool {
    guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= limit else {
        return false
    }
    return text.utf8.dropFirst().allSatisfy { isLetterOrDigit($0) || extra.utf8.contains($0) }
}

func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: false
    }
}

/// `text` in quotes with everything but printable characters escaped, fit for a terminal and a log.
package func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars.prefix(300) {
        let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && !isUnsafeInText(scalar)
        out +=
            isPlain && scalar != "\"" && scalar != "\\"
            ? String(Character(scalar)) : scalar.escaped(asASCII: true)
    }
    return out + "\""
}

/// Control characters and bidirectional overrides: they make a name look like another.
func isUnsafeInText(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x061C: true
    case 0x2028, 0x2029: true
    default: false
    }
}
