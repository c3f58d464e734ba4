package import StoreModel

/// The order of `list --sort K`: largest first; `-K`: smallest first. Versions without the field
/// come last. Of equal ones the newest comes first; those of several models stand model by model.
package struct VersionOrder: Hashable, Sendable {
    private let field: VersionField
    private let isAscending: Bool

    /// Newest first.
    package static let newestFirst = VersionOrder(field: .number, isAscending: false)

    private init(field: VersionField, isAscending: Bool) {
        self.field = field
        self.isAscending = isAscending
    }

    package init(_ text: String) throws(StoreError) {
        isAscending = text.hasPrefix("-")
        field = try VersionField(isAscending ? String(text.dropFirst()) : text)
    }

    package func sorted(_ versions: [VersionDocument]) -> [VersionDocument] {
        versions.sorted { left, right in
            switch (field.value(of: left), field.value(of: right)) {
            case (nil, nil): return isBefore(left, right)
            case (nil, _): return false
            case (_, nil): return true
            case (let first?, let second?):
                let order = first.compare(to: second)
                if order == 0 { return isBefore(left, right) }
                return isAscending ? order < 0 : order > 0
            }
        }
    }

    private func isBefore(_ left: VersionDocument, _ right: VersionDocument) -> Bool {
        guard left.model == right.model else { return left.model < right.model }
        return left.entry.number > right.entry.number
    }
}
