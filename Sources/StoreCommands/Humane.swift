package import StoreModel

/// Quantities as people say them.
package enum Humane {
    /// `1.5 GiB`: binary units, three digits.
    package static func bytes(_ count: UInt64) -> String {
        guard count >= 1024 else { return "\(count) B" }
        var value = Double(count)
        var units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][...]
        value /= 1024
        while value >= 1023.5, units.count > 1 {
            value /= 1024
            units.removeFirst()
        }
        let unit = units.first ?? ""
        if value >= 99.95 { return "\(Int(value.rounded())) \(unit)" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(unit)"
    }

    /// `5 min ago`; a time to come (clocks differ) is `now`.
    package static func age(of time: Timestamp, now: Timestamp) -> String {
        let seconds = (now.milliseconds - time.milliseconds) / 1000
        switch seconds {
        case ..<5: return "now"
        case ..<60: return "\(seconds) s ago"
        case ..<3600: return "\(seconds / 60) min ago"
        case ..<86_400: return "\(seconds / 3600) h ago"
        case ..<(60 * 86_400): return "\(seconds / 86_400) d ago"
        default: return String(time.seconds.prefix(10))
        }
    }

    /// `1:05`, `2:03:04`: minutes and seconds, hours where needed.
    package static func duration(_ seconds: Double) -> String {
        let whole = Int64(min(max(0, seconds), 359_999).rounded())
        let tail = two(whole % 60)
        guard whole >= 3600 else { return "\(whole / 60):\(tail)" }
        return "\(whole / 3600):\(two(whole / 60 % 60)):\(tail)"
    }

    /// `1 file`, `2 files`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
