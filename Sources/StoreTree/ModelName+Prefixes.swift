import StoreModel

extension ModelName {
    /// The name cut after each segment: `acme`, `acme/trust_score`.
    var prefixes: [String] {
        var prefix = ""
        return segments.map { segment in
            prefix += prefix.isEmpty ? segment : "/" + segment
            return prefix
        }
    }
}
