/// When plain copies of blobs are made for a mount (docs/cli.md, `--hydrate`).
package enum HydrationPolicy: String, CaseIterable, Sendable {
    /// What is promoted gets its copies before the journal is written.
    case promote
    /// A blob gets its copy after the first open of a file that has it.
    case open
    /// No copies are made, and none are used.
    case never
}
