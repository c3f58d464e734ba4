package import StoreModel

/// The order of `list --sort K`: largest first; `-K`: smallest first. Versions without the field
/// come last, and equal ones newest first.
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
            case (nil, nil): return left.entry.number > right.entry.number
            case (nil, _): return false
            case (_, nil): return true
            case (let first?, let second?):
                let order = first.compare(to: second)
                if order == 0 { return left.entry.number > right.entry.number }
                return isAscending ? order < 0 : order > 0
            }
        }
    }
}
