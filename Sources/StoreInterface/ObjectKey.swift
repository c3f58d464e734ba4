/// A place in an object storage: relative, `/`-separated, made by the store itself and never from
/// what a user typed: `packs/ab/<id>.pack`, `models/acme/qb/@journal/7.json`.
package struct ObjectKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }

    /// What stands before the last `/`, or "" at the top.
    package var parent: String {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(text[..<slash])
    }

    /// What stands behind the last `/`.
    package var lastComponent: String {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text }
        return String(text[text.utf8.index(after: slash)...])
    }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool { left.text < right.text }
}
