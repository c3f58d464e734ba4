/// The system calls that pass the seam.
package enum SystemCall: String, Sendable, CaseIterable {
    case open, close, read, write, writeBack, stat, list, mkdir, link, unlink, rename, fsync, chmod,
        touch, lock, symlink
}
