/// What to do about files that are open in a mount that is to go.
package enum UnmountMode: Sendable {
    /// Refuse, and leave the mount as it is.
    case whenIdle
    /// Take it out of the tree now; it goes on for those who have something open.
    case lazily
}
