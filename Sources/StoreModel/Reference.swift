/// A parsed `[MODEL@]REF` (docs/cli.md). What it means depends on a model's history; see
/// `ReferenceResolver` in StoreOperations.
package struct Reference: Hashable, Sendable {
    /// The model named before `@`, if any.
    package let model: ModelName?
    package let target: Target

    /// What the part behind the model says.
    package enum Target: Hashable, Sendable {
        /// A ref or a version id: which of them, only the model's state can tell.
        case name(String)
        /// `latest~N`: N versions before the newest.
        case latestMinus(Int)
        /// `active@{TIME}`: what was active then.
        case activeAt(Timestamp)
        /// `#7`: by number.
        case number(UInt64)
    }

    /// Parses `text`; throws `usage` for what is not in the grammar.
    package init(_ text: String) throws(StoreError) {
        if let at = Reference.modelMark(text) {
            model = try ModelName(String(text[..<at]))
            target = try Reference.target(text[text.index(after: at)...], in: text)
        } else {
            model = nil
            target = try Reference.target(text[...], in: text)
        }
    }

    /// The `@` that ends a model name: the first one that does not open `@{`.
    private static func modelMark(_ text: String) -> String.Index? {
        guard let at = text.firstIndex(of: "@") else { return nil }
        return text[text.index(after: at)...].hasPrefix("{") ? nil : at
    }

    private static func target(
        _ part: Substring, in text: String
    ) throws(StoreError) -> Target {
        if part.hasPrefix("#") {
            let digits = part.dropFirst()
            guard let number = UInt64(digits), number > 0, digits.first != "+" else {
                throw malformed(text, "a number is written #7")
            }
            return .number(number)
        }
        if part.hasPrefix("latest~") {
            let digits = part.dropFirst(7)
            guard let back = Int(digits), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw malformed(text, "an earlier version is written latest~2")
            }
            return .latestMinus(back)
        }
        if part.hasPrefix("active@{"), part.hasSuffix("}") {
            guard let time = Timestamp(part.dropFirst(8).dropLast()) else {
                throw malformed(text, "the time is RFC 3339, as in active@{2026-11-20T14:00:00Z}")
            }
            return .activeAt(time)
        }
        guard isName(part, extra: "._+-", limit: 128) else {
            throw malformed(text, "it holds characters that no reference has")
        }
        return .name(String(part))
    }

    private static func malformed(_ text: String, _ reason: String) -> StoreError {
        StoreError(
            .usage, "\(quoted(text)) is not a reference: \(reason)",
            fix: "[MODEL@]REF with REF one of active, previous, latest, latest~N, "
                + "active@{TIME}, #N, an id, a ref, or 8 or more digits of a digest")
    }
}
