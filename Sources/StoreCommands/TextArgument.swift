import StoreModel

/// A value of an option that is any text but none.
enum TextArgument {
    /// Throws `usage` naming the option if `text` was given and says nothing.
    static func check(_ text: String?, option: String) throws(StoreError) {
        guard let text, !text.contains(where: { !$0.isWhitespace }) else { return }
        throw StoreError(
            .usage, "\(option) \(quoted(text)) says nothing",
            fix: "give it a value, or leave it out; was a variable of a script unset?")
    }
}
