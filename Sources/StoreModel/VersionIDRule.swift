/// What the ids of a model's new versions look like. Raw values are part of the schema.
package enum VersionIDRule: String, Sendable, CaseIterable {
    /// Whatever a version id may be.
    case any
    /// Semantic Versioning 2.0.0, without a `v`: `1.0.0`, `2.1.0-rc.1+build`.
    case semver
    /// As a push without `--version` makes it: `v20261120_140000`, `-2` behind it for a second one.
    case datetime
    /// `1`, `20261120`; no leading zero.
    case integer

    package func allows(_ id: VersionID) -> Bool {
        switch self {
        case .any: true
        case .semver: VersionIDRule.isSemantic(id.text)
        case .datetime: VersionIDRule.isDateTime(id.text)
        case .integer: VersionIDRule.isNumber(id.text)
        }
    }

    /// An id that it allows.
    package var example: String {
        switch self {
        case .any: "2024-05-20-v7"
        case .semver: "1.0.0"
        case .datetime: "v20261120_140000"
        case .integer: "7"
        }
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) } && !text.isEmpty
            && (text.first != "0" || text.utf8.count == 1)
    }

    /// The grammar of semver.org, clauses 2, 9 and 10.
    private static func isSemantic(_ text: String) -> Bool {
        let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let version = parts[0].split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let core = version[0].split(separator: ".", omittingEmptySubsequences: false)
        guard core.count == 3, core.allSatisfy({ isNumber($0) }) else { return false }
        let build = parts.count > 1 ? identifiers(parts[1]) : []
        let release = version.count > 1 ? identifiers(version[1]) : []
        let hasSoundNumbers = release.allSatisfy { identifier in
            !identifier.utf8.allSatisfy { (48...57).contains($0) } || isNumber(identifier)
        }
        return hasSoundNumbers
            && (build + release).allSatisfy {
                isName("a\($0)", extra: "-", limit: 128) && !$0.isEmpty
            }
    }

    private static func identifiers(_ text: Substring) -> [Substring] {
        text.split(separator: ".", omittingEmptySubsequences: false)
    }

    private static func isDateTime(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        guard digits.count >= 16, digits[0] == UInt8(ascii: "v"), digits[9] == UInt8(ascii: "_")
        else { return false }
        func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
        let time =
            "\(part(1..<5))-\(part(5..<7))-\(part(7..<9))T"
            + "\(part(10..<12)):\(part(12..<14)):\(part(14..<16))Z"
        let rest = part(16..<digits.count)
        // The day exists, and the hour.
        return Timestamp(time)?.compact == part(0..<16)
            && (rest.isEmpty || rest.first == "-" && isNumber(rest.dropFirst()))
    }
}
