import StoreModel

/// Why somebody moves `active`.
enum ReasonArgument {
    /// The text; throws `usage` if it says nothing or would not fit a record.
    static func parse(_ text: String) throws(StoreError) -> String {
        guard text.contains(where: { !$0.isWhitespace }), text.utf8.count <= 4096 else {
            throw StoreError(
                .usage, "-m wants a reason of 1 to 4096 bytes", fix: "-m 'better on holidays'")
        }
        return text
    }
}
