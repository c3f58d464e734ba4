/// What went wrong, where, why, and what to type next.
package struct StoreError: Error, Sendable, Equatable {
    /// Which of the known failures this is.
    package var code: ErrorCode
    /// One sentence naming the file, option or object at fault.
    package var message: String
    /// What to type or do next; nil where nothing helps.
    package var fix: String?
    /// The lower-level reason, such as "ENOSPC: No space left on device".
    package var cause: String?

    package init(
        _ code: ErrorCode, _ message: String, fix: String? = nil, cause: String? = nil
    ) {
        self.code = code
        self.message = message
        self.fix = fix
        self.cause = cause
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        var text = message
        if let cause { text += " (\(cause))" }
        if let fix { text += "\n  try: \(fix)" }
        return text
    }
}
