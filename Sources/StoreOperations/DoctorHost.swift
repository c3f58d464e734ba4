import FileIO
import Glibc

/// What `store doctor` looks at on the machine: the kernel and its FUSE.
package struct DoctorHost: Sendable {
    private let searchPath: String

    /// - Parameter searchPath: the value of `PATH`.
    package init(searchPath: String) { self.searchPath = searchPath }

    package func run() -> [Finding] { [device(), mounter(), kernel(), privilege()] }

    private func device() -> Finding {
        let check = "/dev/fuse"
        // Whatever keeps the device from being seen has the same fix.
        guard let status = try? Directory(path: "/dev").status("fuse"), status.kind == .device
        else {
            return Finding(
                check, .error, "there is no /dev/fuse: nothing can be mounted",
                fix: "modprobe fuse, or run the container with --device /dev/fuse")
        }
        guard geteuid() == 0 || status.permissions & 0o006 == 0o006 else {
            return Finding(
                check, .error, "/dev/fuse has mode 0\(String(status.permissions, radix: 8))",
                fix: "chmod 666 /dev/fuse")
        }
        return Finding(check, .ok, "present")
    }

    private func mounter() -> Finding {
        let check = "fusermount3"
        for directory in searchPath.split(separator: ":") {
            // A directory of PATH that cannot be read holds no fusermount3 for us.
            let found = try? Directory(path: String(directory)).statusOfEntry(Array(check.utf8))
            if found != nil { return Finding(check, .ok, "\(directory)/\(check)") }
        }
        return geteuid() == 0
            ? Finding(check, .ok, "absent, and root does not need it")
            : Finding(
                check, .error, "only root can mount without fusermount3",
                fix: "apt-get install fuse3")
    }

    private func kernel() -> Finding {
        let check = "kernel"
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: &name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return Finding(check, .warning, "Linux \(release)") }
        // 6.9 brought FUSE passthrough and FUSE_NOTIFY_RESEND (fs/fuse, kernel 6.9).
        guard (numbers[0], numbers[1]) >= (6, 9) else {
            return Finding(
                check, .warning,
                "Linux \(release): without passthrough, and readers see errors if a worker dies",
                fix: "use Linux 6.9 or later")
        }
        return Finding(check, .ok, "Linux \(release)")
    }

    private func privilege() -> Finding {
        geteuid() == 0
            ? Finding("privilege", .ok, "root")
            : Finding(
                "privilege", .warning, "not root: no passthrough, and mounts are the user's alone",
                fix: "run as root, or add user_allow_other to /etc/fuse.conf for --allow-other")
    }
}
