import StoreModel

/// A time given on the command line.
enum TimeArgument {
    /// RFC 3339, or a date, which begins at midnight UTC; throws `usage` naming the option.
    static func parse(_ text: String, option: String) throws(StoreError) -> Timestamp {
        guard let time = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") else {
            throw StoreError(
                .usage, "\(option) \(quoted(text)) is not a time",
                fix: "\(option) 2026-11-20T14:00:00Z")
        }
        return time
    }

    static func parse(optional text: String?, option: String) throws(StoreError) -> Timestamp? {
        guard let text else { return nil }
        return try parse(text, option: option)
    }
}
