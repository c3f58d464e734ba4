/// Why a document is no policy, and where.
package struct PolicyFlaw: Error, Hashable, Sendable {
    /// The key at fault, as `gates[2].at_least`; empty for the document.
    package let place: String
    /// From 1; nil in a document without lines.
    package let line: Int?
    package let reason: String

    package init(_ place: String, line: Int?, _ reason: String) {
        self.place = place
        self.line = line
        self.reason = reason
    }

    /// One sentence with key and line.
    package var message: String {
        let lead = line.map { "line \($0): " } ?? ""
        return lead + (place.isEmpty ? reason : "\(place): \(reason)")
    }
}
