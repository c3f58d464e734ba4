import CLinux
import Glibc

/// How this process stands to others.
package enum ProcessBonds {
    /// Signals that no longer end this process.
    package static func ignore(_ signals: [Int32]) {
        for signal in signals { linux_ignore_signal(signal) }
    }

    /// Whether this process ignores a signal.
    package static func ignores(_ signal: Int32) -> Bool { linux_ignores_signal(signal) != 0 }

    /// Has this process killed when its parent ends; false if `parent` has ended already.
    package static func endWith(parent: Int32) -> Bool {
        linux_die_with_parent(SIGKILL) == 0 && getppid() == parent
    }
}
