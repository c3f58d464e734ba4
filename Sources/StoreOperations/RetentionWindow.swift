package import StoreModel

/// A length of time as `gc --keep-within` takes it: a whole number and `m`, `h`, `d` or `w`.
package struct RetentionWindow: Hashable, Sendable {
    package let milliseconds: Int64

    private static let units: [Character: Int64] = [
        "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]

    /// Throws `usage` for anything but a positive number and a unit.
    package init(_ text: String) throws(StoreError) {
        guard let unit = text.last.flatMap({ RetentionWindow.units[$0] }),
            text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
            let count = Int64(text.dropLast()), count > 0,
            !count.multipliedReportingOverflow(by: unit).overflow
        else {
            throw StoreError(
                .usage,
                "\(quoted(text)) is no length of time: a number and m (minutes), h, d or w",
                fix: "--keep-within 30d")
        }
        milliseconds = count * unit
    }

    /// When the window opened, as of `now`.
    func start(asOf now: Timestamp) -> Timestamp { now.advanced(by: -milliseconds) }
}
