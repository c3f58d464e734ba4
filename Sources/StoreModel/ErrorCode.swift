/// The closed list of what can go wrong. Each has a stable name in JSON output and one exit code.
package enum ErrorCode: String, Sendable, CaseIterable {
    case usage = "E_USAGE"
    case ambiguous = "E_AMBIGUOUS"
    case needsConfirmation = "E_NEEDS_CONFIRMATION"
    case badInput = "E_BAD_INPUT"
    case changedWhileRead = "E_CHANGED_WHILE_READ"
    case noSpace = "E_NO_SPACE"
    case inputOutput = "E_IO"
    case permission = "E_PERMISSION"
    case unknownFormat = "E_UNKNOWN_FORMAT"
    case partial = "E_PARTIAL"
    case unauthorized = "E_UNAUTHORIZED"
    case notFound = "E_NOT_FOUND"
    case conflict = "E_CONFLICT"
    case refused = "E_REFUSED"
    case integrity = "E_INTEGRITY"
    case unreachable = "E_UNREACHABLE"
    case noStore = "E_NO_STORE"
    case busy = "E_BUSY"
    case unsupported = "E_UNSUPPORTED"
    case exists = "E_EXISTS"
    case limit = "E_LIMIT"

    /// The process exit code of docs/cli.md.
    package var exitCode: Int32 {
        switch self {
        case .usage, .ambiguous, .needsConfirmation: 2
        case .badInput, .changedWhileRead, .noSpace, .inputOutput, .permission, .unknownFormat,
            .unsupported, .exists, .limit:
            1
        case .partial: 3
        case .unauthorized: 4
        case .notFound: 5
        case .conflict: 6
        case .refused: 7
        case .integrity: 8
        case .unreachable: 9
        case .noStore: 10
        case .busy: 11
        }
    }
}
