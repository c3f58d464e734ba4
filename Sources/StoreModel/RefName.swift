/// A name that points at a version: `active`, `previous`, `latest`, or a user's own.
package struct RefName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package static let active = RefName(checked: "active")
    package static let previous = RefName(checked: "previous")
    package static let latest = RefName(checked: "latest")
    /// The refs that transitions move by themselves; `tag` leaves them alone.
    package static let builtIn: Set<RefName> = [.active, .previous, .latest]

    private init(checked text: String) { self.text = text }

    /// Checks the shape of any ref, built in or a user's.
    package init(_ text: String) throws(StoreError) {
        guard isName(text, extra: "._-", limit: 128) else {
            throw StoreError(
                .usage,
                "\(quoted(text)) is not a ref name: letters, digits, '.', '_' or '-' after a "
                    + "letter or digit, at most 128",
                fix: "store tag canary latest")
        }
        self.text = text
    }

    /// Checks a name that a user may give to `tag`: not a built-in ref, not a reserved word.
    package static func users(_ text: String) throws(StoreError) -> RefName {
        let name = try RefName(text)
        guard !ModelName.reservedWords.contains(text) else {
            throw StoreError(
                .usage, "\"\(text)\" is reserved and moves by itself",
                fix: "store promote REF, or another name: store tag canary REF")
        }
        return name
    }

    package var description: String { text }
    package static func < (left: RefName, right: RefName) -> Bool { left.text < right.text }
}
