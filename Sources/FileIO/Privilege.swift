import CLinux
import Glibc

/// What the kernel lets this process do.
package enum Privilege {
    /// Number and name of the first user namespace, the same on every Linux (PROC_USER_INIT_INO).
    private static let initialUserNamespace = "user:[4026531837]"
    /// CAP_SYS_ADMIN.
    private static let systemAdministration: Int32 = 21

    /// Whether it has CAP_SYS_ADMIN in the initial user namespace: root in a container of its own users
    /// has not.
    package static var administersSystem: Bool {
        guard linux_has_capability(systemAdministration) != 0 else { return false }
        var target = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/user", &target, target.count)
        let found = target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return found.elementsEqual(initialUserNamespace.utf8)
    }
}
