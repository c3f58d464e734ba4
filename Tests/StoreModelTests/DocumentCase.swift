import StoreModel
import Testing

/// A document, and what the published schema and the decoder each say of it.
struct DocumentCase: Sendable, CustomTestStringConvertible {
    enum Verdict: Sendable {
        /// Both accept it.
        case good
        /// Both refuse it.
        case bad
        /// The schema, which cannot say everything, accepts it; the decoder does not.
        case beyondSchema
    }

    let name: String
    let document: JSON
    let verdict: Verdict
    var testDescription: String { name }

    init(_ name: String, _ verdict: Verdict, _ document: JSON) {
        self.name = name
        self.verdict = verdict
        self.document = document
    }

    /// One case for each value at `place` of `base`.
    static func values(
        _ verdict: Verdict, _ place: String, in base: JSON, _ values: [JSON?]
    ) -> [DocumentCase] {
        values.map { value in
            DocumentCase(
                "\(place) = \(value?.canonicalText.prefix(60) ?? "absent")", verdict,
                base.with(place, value))
        }
    }
}
