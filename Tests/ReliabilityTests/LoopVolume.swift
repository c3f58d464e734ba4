import Glibc
import TestSupport

/// A small file system in an image file, mounted through a loop device that goes with the mount. The
/// one kind of place on which a test may fill the disk or cut the power.
final class LoopVolume {
    enum Kind: String, CaseIterable, Sendable { case ext4, xfs }

    /// The kinds that can be made and mounted here: root, loop devices and mkfs are needed.
    static let possible: Set<Kind> = {
        guard geteuid() == 0 else { return [] }
        return Set(Kind.allCases.filter(canMake))
    }()

    private static func canMake(_ kind: Kind) -> Bool {
        do {
            try withScratchDirectory { (path: String) throws in
                try LoopVolume(kind, mebibytes: 64, at: path).mount()
            }
            return true
        } catch {
            return false
        }
    }

    let mountPoint: String
    let image: String
    /// A mount of its own below `mountPoint`, shared: unmounting what is on it reaches the copies that
    /// other mount namespaces made of it meanwhile.
    private let place: String
    private(set) var isMounted = false

    private let home: TemporaryDirectory

    init(_ kind: Kind, mebibytes: Int, at root: String) throws {
        home = try scratchDirectory()
        image = home.path + "/image"
        place = root + "/volume"
        mountPoint = place + "/mnt"
        _ = try ChildCommand("truncate", ["-s", "\(mebibytes)M", image]).run().checked()
        // xfs is refused below 300 MiB otherwise, since version 6.
        let options = kind == .ext4 ? ["-q", "-F"] : ["-q", "-f", "--unsupported"]
        _ = try ChildCommand("mkfs.\(kind)", options + [image]).run().checked()
        guard mkdir(place, 0o755) == 0 else { throw TestFailure.system("mkdir \(place)") }
        _ = try ChildCommand("mount", ["--bind", place, place]).run().checked()
        _ = try ChildCommand("mount", ["--make-shared", place]).run().checked()
        guard mkdir(mountPoint, 0o755) == 0 else { throw TestFailure.system("mkdir \(mountPoint)") }
    }

    deinit {
        // A failed test may have left something open; then the mount ends with it.
        if isMounted, (try? unmount()) == nil {
            _ = try? ChildCommand("umount", ["-l", mountPoint]).run()
        }
        // Nothing of the test depends on it any more.
        _ = try? ChildCommand("umount", ["-l", place]).run()
    }

    func mount() throws {
        _ = try ChildCommand("mount", ["-o", "loop", image, mountPoint]).run().checked()
        isMounted = true
    }

    /// Waits a moment for what was killed to let go, and until the file system is really gone.
    func unmount() throws {
        var outcome = try ChildCommand("umount", [mountPoint]).run()
        for _ in 0..<50 where outcome.exitCode != 0 {
            usleep(20_000)
            outcome = try ChildCommand("umount", [mountPoint]).run()
        }
        _ = try outcome.checked()
        isMounted = false
        try waitForDevice()
    }

    /// Mounting an image that still has its loop device gives the old file system again, shut down as
    /// it may be. It has one while any mount namespace keeps a copy of the mount, or a process a file.
    private func waitForDevice() throws {
        var left = try ChildCommand("losetup", ["-j", image]).run().checked()
        // 30 s: what other tests do in namespaces of their own takes a second or two.
        for _ in 0..<600 where !left.isEmpty {
            usleep(50_000)
            left = try ChildCommand("losetup", ["-j", image]).run().checked()
        }
        guard left.isEmpty else {
            throw TestFailure(
                "30 s after it was unmounted, something still keeps the volume alive: \(left)")
        }
    }

    /// Mounts what is mounted again, with other options.
    func remount(_ options: String) throws {
        _ = try ChildCommand("mount", ["-o", "remount,\(options)", mountPoint]).run().checked()
    }

    /// Keeps the unmounted image for `restore`.
    func save() throws { try copy(image, to: image + ".saved") }

    /// Makes the unmounted image what it was when it was saved.
    func restore() throws { try copy(image + ".saved", to: image) }

    private func copy(_ source: String, to target: String) throws {
        _ = try ChildCommand("cp", ["--sparse=always", source, target]).run().checked()
    }
}
