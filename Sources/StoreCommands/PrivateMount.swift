import FUSE
import FileIO
import Glibc
import StoreInterface
import StoreModel
import StoreMount

/// A mount for one command, gone when the command is.
enum PrivateMount {
    /// Mounts `model` below `runtime`, calls `body` with the mount's path, and unmounts.
    static func with(
        store: String, model: ModelName, runtime: String,
        _ body: (String) throws(StoreError) -> Int32
    ) throws(StoreError) -> Int32 {
        // 64 random bits, in a directory of mode 0700: nobody else can have it ready.
        let name = "store-exec-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let path = try attempting("cannot make a directory in \(quoted(runtime))") {
            () throws(FileError) in
            try DurableDirectory.makePath(runtime + "/" + name).path
        }
        defer { removePlace(path) }
        var plan = MountPlan(
            path: try AbsolutePath.of(path), store: store, scope: MountScope(only: model),
            audience: .owner)
        plan.until = getpid()
        _ = try plan.detach()
        let code: Int32
        do throws(StoreError) {
            code = try body(plan.path)
        } catch {
            try MountedStores.unmount(plan.path, .lazily)
            throw error
        }
        try MountedStores.unmount(plan.path, .lazily)
        return code
    }

    /// Removes the directory of a private mount. The supervisor does it too, for a command that was
    /// killed.
    static func removePlace(_ path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let name = String(path[path.index(after: slash)...])
        // An empty directory that cannot be removed hurts nobody; a mount that is still there is
        // read-only, so nothing in it can be.
        try? Directory(path: String(path[...slash])).removeTree(name)
    }
}
