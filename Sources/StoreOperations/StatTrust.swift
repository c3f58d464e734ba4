/// What a push makes of files that look as they did when they were last pushed.
package enum StatTrust: Sendable {
    /// Size, times and inode as remembered: the same bytes, where the kernel keeps the times.
    case trusting
    /// Every file is read.
    case rehash
}
