package import StoreModel

/// One thing that `store doctor` looked at.
package struct Finding: Hashable, Sendable {
    package enum Level: String, Sendable { case ok, warning, error }

    /// What was checked, in a word or two.
    package let check: String
    package let level: Level
    package let message: String
    /// What to type; nil where all is well.
    package let fix: String?

    package init(_ check: String, _ level: Level, _ message: String, fix: String? = nil) {
        self.check = check
        self.level = level
        self.message = message
        self.fix = fix
    }

    package var json: JSON {
        .object([
            "check": .string(check), "level": .string(level.rawValue),
            "message": .string(message), "fix": fix.map(JSON.string) ?? .null,
        ])
    }
}
