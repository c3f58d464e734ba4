/// A moment in UTC with millisecond resolution, printed as RFC 3339: `2026-11-20T14:00:00.000Z`.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Years 0000 to 9999, the range of RFC 3339.
    package static let range = Int64(-62_167_219_200_000)...253_402_300_799_999

    /// Parses RFC 3339 with any offset and any number of fractional digits (cut to milliseconds);
    /// nil for anything else.
    package init?(_ text: some StringProtocol) {
        var fields = TimestampFields(text.utf8)
        guard let milliseconds = fields.milliseconds(), Timestamp.range.contains(milliseconds)
        else { return nil }
        self.milliseconds = milliseconds
    }

    /// `2026-11-20T14:00:00.000Z`.
    package var description: String { text(fraction: true) }

    /// `2026-11-20T14:00:00Z`, the milliseconds left out.
    package var seconds: String { text(fraction: false) }

    /// `v20261120_140000`: the default version id.
    package var compact: String {
        let (year, month, day, time) = parts
        return "v" + pad(year, 4) + pad(month, 2) + pad(day, 2) + "_" + pad(time / 3_600_000, 2)
            + pad(time / 60_000 % 60, 2) + pad(time / 1000 % 60, 2)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This moment moved by `milliseconds`.
    package func advanced(by milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + milliseconds)
    }

    private func text(fraction: Bool) -> String {
        let (year, month, day, time) = parts
        let date = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
        let clock =
            pad(time / 3_600_000, 2) + ":" + pad(time / 60_000 % 60, 2) + ":"
            + pad(time / 1000 % 60, 2)
        return date + "T" + clock + (fraction ? "." + pad(time % 1000, 3) : "") + "Z"
    }

    /// Year, month, day and milliseconds of the day (H. Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", civil_from_days).
    private var parts: (year: Int64, month: Int64, day: Int64, time: Int64) {
        var days = milliseconds / 86_400_000
        var time = milliseconds % 86_400_000
        if time < 0 {
            time += 86_400_000
            days -= 1
        }
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, time)
    }

    private func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
