/// How a store or a mount is. Raw values are part of the documents.
package enum Health: String, Comparable, Sendable {
    case ok, degraded, failed

    private var rank: Int {
        switch self {
        case .ok: 0
        case .degraded: 1
        case .failed: 2
        }
    }

    /// Better is less.
    package static func < (left: Health, right: Health) -> Bool { left.rank < right.rank }
}
