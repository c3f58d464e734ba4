/// How long the kernel may rely on an answer without asking again.
package enum Validity: Sendable {
    case never
    case forever

    /// In seconds, as replies carry it. "For ever" is a year: beyond every mount's life, and far
    /// from where the kernel's arithmetic in jiffies saturates.
    var seconds: Double {
        switch self {
        case .never: 0
        case .forever: 365 * 24 * 3600
        }
    }
}
