/// A bound of a gate: a number, or a percentage.
package struct Threshold: Hashable, Sendable {
    /// What stands before the percent sign, if there is one.
    package let number: ExactDecimal
    package let isPercentage: Bool

    /// Reads `0.85`, `-2`, `1e-3` or `60%`; nil for anything else.
    package init?(_ text: String) {
        isPercentage = text.hasSuffix("%")
        guard let number = ExactDecimal(isPercentage ? String(text.dropLast()) : text) else {
            return nil
        }
        self.number = number
    }

    /// The value as a share of 1, or as it stands.
    package var value: ExactDecimal { isPercentage ? number.percent : number }

    /// One spelling for each threshold.
    package var text: String { number.description + (isPercentage ? "%" : "") }
}
