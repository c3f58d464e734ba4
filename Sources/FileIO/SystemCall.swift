/// The system calls that pass the seam.
package enum SystemCall: String, Sendable, CaseIterable {
    case open, close, read, write, seek, stat, list, mkdir, link, unlink, rename, fsync, chmod
    case lock, allocate, truncate, mkdtemp, symlink
}
