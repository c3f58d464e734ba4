/// What stdout is for (docs/cli.md, "Output").
package enum OutputMode: Hashable, Sendable {
    /// An aligned table with short ids, relative times and colour.
    case terminal
    /// Tab-separated, whole ids, RFC 3339.
    case pipe
    /// Exactly one document.
    case json
    /// The id or path alone.
    case quiet
}
