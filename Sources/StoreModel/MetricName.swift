/// What a metric may be called: it is typed in `list --where` and printed in tables.
package enum MetricName {
    /// Longer than any path of keys that somebody would type.
    package static let byteLimit = 512

    /// Why nothing can be called `name`; nil if something can.
    package static func objection(to name: String) -> String? {
        if name.isEmpty { return "it has no name" }
        if name.utf8.count > byteLimit { return "its name has more than \(byteLimit) bytes" }
        let isControl = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return isControl ? "its name has a control character" : nil
    }
}
