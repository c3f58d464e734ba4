import Glibc
import TestSupport

/// A squashfs image behind one loop device, whose content can be exchanged while it is not mounted.
final class ReadOnlyImage {
    /// Root, loop devices and mksquashfs are needed.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        do {
            try withTemporaryDirectory { (path: String) throws in
                try ReadOnlyImage(at: path).mount(content: [1])
            }
            return true
        } catch {
            return false
        }
    }()

    let mountPoint: String
    private let root: String
    private let device: String
    private var isMounted = false

    init(at root: String) throws {
        self.root = root
        mountPoint = root + "/mnt"
        _ = try ChildCommand("truncate", ["-s", "8M", root + "/image"]).run().checked()
        _ = try ChildCommand("mkdir", [mountPoint, root + "/tree"]).run().checked()
        let made = try ChildCommand("losetup", ["-f", "--show", root + "/image"]).run().checked()
        device = String(made.prefix { $0 != "\n" })
    }

    deinit {
        // A failed test goes on; what is left here is of no use to it.
        if isMounted { _ = try? ChildCommand("umount", ["-l", mountPoint]).run() }
        // The same.
        _ = try? ChildCommand("losetup", ["-d", device]).run()
    }

    /// Mounts an image of one file `w`, with all times a day after the epoch, in place of the last.
    func mount(content: [UInt8]) throws {
        if isMounted { _ = try ChildCommand("umount", [mountPoint]).run().checked() }
        isMounted = false
        guard let file = fopen(root + "/tree/w", "w") else { throw TestFailure.system("fopen") }
        fwrite(content, 1, content.count, file)
        fclose(file)
        let options = ["-noappend", "-quiet", "-no-progress", "-noI", "-noD", "-noF", "-noX"]
        let times = ["-all-time", "86400", "-mkfs-time", "86400"]
        _ = try ChildCommand("mksquashfs", [root + "/tree", root + "/new"] + options + times)
            .run().checked()
        _ = try ChildCommand(
            "dd", ["if=" + root + "/new", "of=" + device, "conv=fsync", "status=none"]
        ).run().checked()
        _ = try ChildCommand("mount", ["-t", "squashfs", "-o", "ro", device, mountPoint])
            .run().checked()
        isMounted = true
    }
}
