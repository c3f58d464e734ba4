import Glibc
import TestSupport

/// A small file system in an image file, mounted through a loop device. The one kind
/// of place on which a test may fill the disk or cut the power.
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
    private let kind: Kind
    /// None while nothing has been mounted, and after `detach`.
    private var device: String?

    private let home: TemporaryDirectory

    init(_ kind: Kind, mebibytes: Int, at root: String) throws {
        self.kind = kind
        home = try scratchDirectory()
        image = home.path + "/image"
        place = root + "/volume"
        mountPoint = place + "/mnt"
        _ = try ChildCommand("truncate", ["-s", "\(mebibytes)M", image]).run().checked()
        // xfs is refused below 300 MiB otherwise, since version 6.
        let options = kind == .ext4 ? ["-q", "-F"] : ["-q", "-f", "--unsupported"]
        _ = try ChildCommand("mkfs.\(kind)", options + [image]).run().checked()
        guard mkdir(place, 0o755) == 0 else { throw TestFailure.system("mkdir \(place)") }
        guard Glibc.mount(place, place, nil, UInt(MS_BIND), nil) == 0,
            Glibc.mount(nil, place, nil, UInt(MS_SHARED), nil) == 0
        else { throw TestFailure.system("mount \(place)") }
        guard mkdir(mountPoint, 0o755) == 0 else { throw TestFailure.system("mkdir \(mountPoint)") }
    }

    deinit {
        // A failed test may have left something open; then the mount ends with it.
        if isMounted, (try? unmount()) == nil {
            _ = umount2(mountPoint, Int32(MNT_DETACH))
        }
        // Nothing of the test depends on it any more.
        try? detach()
        _ = umount2(place, Int32(MNT_DETACH))
    }

    func mount() throws {
        let device = try attached()
        guard Glibc.mount(device, mountPoint, kind.rawValue, 0, nil) == 0 else {
            throw TestFailure.system("mount \(device) at \(mountPoint)")
        }
        isMounted = true
    }

    /// Waits a moment for what was killed to let go, and until the file system is really gone.
    func unmount() throws {
        var attempts = 0
        while umount2(mountPoint, 0) != 0 {
            attempts += 1
            guard errno == EBUSY, attempts < 50 else {
                throw TestFailure.system("umount \(mountPoint)")
            }
            usleep(20_000)
        }
        isMounted = false
        try waitForDevice()
    }

    /// The loop device on the image, whatever file is at its path now. It is kept from one mount to
    /// the next.
    private func attached() throws -> String {
        if let device { return device }
        let found = try ChildCommand("losetup", ["--find", "--show", image]).run().checked()
        let name = String(found.prefix { $0 != "\n" })
        device = name
        return name
    }

    /// Takes the loop device off the unmounted image.
    func detach() throws {
        guard let name = device else { return }
        device = nil
        _ = try ChildCommand("losetup", ["--detach", name]).run().checked()
    }

    /// Mounting an image whose file system still lives gives the old one again, shut down as it may
    /// be. It lives while any mount namespace keeps a copy of the mount, or a process a file; then
    /// nobody else may have the device for himself (O_EXCL).
    private func waitForDevice() throws {
        let name = try attached()
        // 30 s: what other tests do in namespaces of their own takes a second or two.
        for _ in 0..<6000 {
            let descriptor = open(name, O_RDONLY | O_EXCL | O_CLOEXEC)
            if descriptor >= 0 {
                // Whoever else has the device open, if only to look, keeps what the kernel cached of
                // it; the image is about to be another.
                posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
                close(descriptor)
                return
            }
            usleep(5000)
        }
        throw TestFailure.system("30 s after it was unmounted, something keeps \(name) alive")
    }

    /// Mounts what is mounted again, with other options.
    func remount(_ options: String) throws {
        _ = try ChildCommand("mount", ["-o", "remount,\(options)", mountPoint]).run().checked()
    }
}
