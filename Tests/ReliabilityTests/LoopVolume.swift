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
    private let image: String
    private(set) var isMounted = false

    private let home: TemporaryDirectory

    init(_ kind: Kind, mebibytes: Int, at root: String) throws {
        home = try scratchDirectory()
        image = home.path + "/image"
        mountPoint = root + "/volume"
        _ = try ChildCommand("truncate", ["-s", "\(mebibytes)M", image]).run().checked()
        // xfs is refused below 300 MiB otherwise, since version 6.
        let options = kind == .ext4 ? ["-q", "-F"] : ["-q", "-f", "--unsupported"]
        _ = try ChildCommand("mkfs.\(kind)", options + [image]).run().checked()
        guard mkdir(mountPoint, 0o755) == 0 else { throw TestFailure.system("mkdir \(mountPoint)") }
    }

    deinit {
        guard isMounted else { return }
        // A failed test may have left something open; then the mount ends with it.
        if (try? unmount()) == nil { _ = try? ChildCommand("umount", ["-l", mountPoint]).run() }
    }

    func mount() throws {
        _ = try ChildCommand("mount", ["-o", "loop", image, mountPoint]).run().checked()
        isMounted = true
    }

    /// Waits a moment for what was killed to let go.
    func unmount() throws {
        var outcome = try ChildCommand("umount", [mountPoint]).run()
        for _ in 0..<50 where outcome.exitCode != 0 {
            usleep(20_000)
            outcome = try ChildCommand("umount", [mountPoint]).run()
        }
        _ = try outcome.checked()
        isMounted = false
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
