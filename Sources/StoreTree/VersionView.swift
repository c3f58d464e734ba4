/// Through which door a version's directories are seen.
enum VersionView: Hashable, Sendable {
    /// Below `versions/<id>`.
    case versions
    /// Below `serving/<number>`.
    case serving
    /// Below `active`, since the record of this generation. A version that is activated a second
    /// time gets new directory nodes: theirs must look newer although nothing in them expires.
    case active(since: UInt64)
}
