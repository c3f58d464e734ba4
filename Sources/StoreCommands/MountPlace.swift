import FUSE
import FileIO
import StoreModel
import StoreMount

/// A directory that somebody wants to mount a store on.
struct MountPlace {
    /// Absolute, without symbolic links.
    private let path: String

    init(_ path: String) { self.path = path }

    /// Throws `busy` inside a mount of a store, and `usage` where the mount would hide the store that
    /// it serves: its worker would wait for itself, in the kernel and for ever.
    ///
    /// - Parameter store: its directory; absolute, without symbolic links.
    func check(store: String) throws(StoreError) {
        let mounts = try mounts()
        // Before any file system is asked: a mount that nobody serves does not answer.
        for mount in mounts where path != mount && MountPlace.lies(path, in: mount) {
            throw StoreError(
                .busy, "\(path) is inside \(mount), where a store is mounted",
                fix: "store umount \(mount), or mount on a directory outside it")
        }
        if MountPlace.lies(path, in: store) || hasAncestor(like: store, of: path, but: mounts) {
            throw refusal("is the store, or inside it", store)
        }
        if MountPlace.lies(store, in: path) || hasAncestor(like: path, of: store, but: mounts) {
            throw refusal("is above the store", store)
        }
    }

    private func refusal(_ what: String, _ store: String) -> StoreError {
        StoreError(
            .usage, "\(quoted(path)) \(what) at \(quoted(store)): a mount there would hide it",
            fix: "mkdir -p /mnt/models; store mount /mnt/models")
    }

    private func mounts() throws(StoreError) -> [String] {
        do throws(MountError) {
            return try MountTable.read().stores.map(\.mountPoint)
        } catch {
            throw StoreError(error, "cannot read /proc/self/mountinfo")
        }
    }

    /// `path` is `place`, or below it.
    private static func lies(_ path: String, in place: String) -> Bool {
        path == place || path.hasPrefix(place == "/" ? "/" : place + "/")
    }

    /// One of the directories on the way to `path`, itself among them, is the one at `place` under
    /// another name: a bind mount.
    private func hasAncestor(like place: String, of path: String, but mounts: [String]) -> Bool {
        guard !mounts.contains(place), let sought = MountPlace.identity(place) else { return false }
        var rest = path[...]
        while !rest.isEmpty {
            let name = String(rest)
            if !mounts.contains(name), MountPlace.identity(name) == sought { return true }
            guard let slash = rest.lastIndex(of: "/") else { break }
            rest = rest[..<slash]
        }
        return false
    }

    /// Device and inode; nil for a directory that this user may not read, and so cannot mount on.
    private static func identity(_ path: String) -> [UInt64]? {
        do throws(FileError) {
            let status = try Directory(path: path).status()
            return [status.device, status.inode]
        } catch {
            return nil
        }
    }
}
