package import StoreModel

/// A length of time as `gc --keep-within` and `sign --expires-in` take it: a whole number and `m`, `h`, `d` or `w`.
package struct RetentionWindow: Hashable, Sendable {
    package let milliseconds: Int64

    private static let units: [Character: Int64] = [
        "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]

    /// Throws `usage` for anything but a positive number and a unit.
    package init(
        _ text: String, option: String = "--keep-within"
    ) throws(StoreError) {
        guard let unit = text.last.flatMap({ RetentionWindow.units[$0] }),
            text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
            let count = Int64(text.dropLast()), count > 0,
            !count.multipliedReportingOverflow(by: unit).overflow
        else {
            throw StoreError(
                .usage,
                "\(quoted(text)) is no length of time: a number and m (minutes), h, d or w",
                fix: "\(option) 30d")
        }
        milliseconds = count * unit
    }

    /// When it is over that begins at `now`; at the latest at the end of time as it is written.
    package func end(from now: Timestamp) -> Timestamp {
        let (end, isBeyond) = now.milliseconds.addingReportingOverflow(milliseconds)
        let last = Timestamp.range.upperBound
        return Timestamp(milliseconds: isBeyond ? last : min(end, last))
    }

    /// When the window opened, as of `now`.
    func start(asOf now: Timestamp) -> Timestamp { now.advanced(by: -milliseconds) }
}
