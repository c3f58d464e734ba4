/// The id of one immutable release, unique in its model for ever: `2024-05-20-v7`, `1.0.0`.
package struct VersionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// Checks `text` against `[A-Za-z0-9][A-Za-z0-9._+-]{0,127}` and the reserved words.
    package init(_ text: String) throws(StoreError) {
        guard isName(text, extra: "._+-", limit: 128) else {
            throw StoreError(
                .usage,
                "\(quoted(text)) is not a version id: letters, digits, '.', '_', '+' or '-' after "
                    + "a letter or digit, at most 128",
                fix: "--version 2024-05-20-v7")
        }
        guard !ModelName.reservedWords.contains(text) else {
            throw StoreError(
                .usage, "\"\(text)\" is a reserved word, not a version id",
                fix: "--version \(text)-1")
        }
        self.text = text
    }

    package var description: String { text }
    package static func < (left: VersionID, right: VersionID) -> Bool { left.text < right.text }
}
