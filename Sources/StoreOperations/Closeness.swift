/// Names that a mistyped one may have meant.
package enum Closeness {
    /// At most three of `candidates`, nearest first: those within a third of their length in
    /// Levenshtein distance, or that contain `text`.
    package static func suggestions(for text: String, among candidates: some Sequence<String>)
        -> [String]
    {
        let scored = candidates.compactMap { candidate -> (distance: Int, name: String)? in
            let distance = distance(text, candidate)
            let limit = max(1, max(text.utf8.count, candidate.utf8.count) / 3)
            let contains = text.utf8.count >= 3 && candidate.contains(text)
            guard distance <= limit || contains else { return nil }
            return (distance, candidate)
        }
        return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    /// Levenshtein distance in bytes, on at most the first 200 of each.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(200))
        let right = Array(right.utf8.prefix(200))
        var row = Array(0...right.count)
        for (i, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let substitution = diagonal + (byte == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
