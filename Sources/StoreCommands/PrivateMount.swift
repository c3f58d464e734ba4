import FUSE
import FileIO
import Glibc
import StoreInterface
import StoreModel
import StoreMount

/// A mount for one command, gone when the command is.
enum PrivateMount {
    /// The directory for the mounts of this user: XDG_RUNTIME_DIR if that is an absolute path of a
    /// directory, as the XDG Base Directory Specification wants it, else /tmp.
    static func runtime(_ environment: Environment) -> String {
        guard let path = environment["XDG_RUNTIME_DIR"], path.hasPrefix("/"),
            // Why it cannot be used is of no interest: there is /tmp.
            (try? Directory(path: path)) != nil
        else { return "/tmp" }
        return path
    }

    /// Mounts `model` below `runtime`, calls `body` with the mount's path, and unmounts.
    static func with(
        store: String, model: ModelName, runtime: String,
        _ body: (String) throws(StoreError) -> Int32
    ) throws(StoreError) -> Int32 {
        // 64 random bits, and `makePlace` takes no directory that is there: it is this mount's alone.
        let name = "store-exec-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        var plan = MountPlan(
            path: try AbsolutePath.of(runtime) + "/" + name, store: store,
            scope: MountScope(only: model), audience: .owner)
        plan.until = getpid()
        _ = try plan.detach()
        defer {
            // Whatever became of the mount meanwhile, what counts is how the command ended; and the
            // supervisor ends with this process.
            try? MountedStores.unmount(plan.path, .lazily)
            removePlace(plan.path)
        }
        return try body(plan.path)
    }

    /// Makes the directory of a private mount, mode 0700; throws `exists` if anything is there. The
    /// supervisor calls this, and removes what it made also when the command was killed.
    static func makePlace(_ path: String) throws(StoreError) {
        guard mkdir(path, 0o700) == 0 else {
            let code = errno
            throw StoreError(
                code == EEXIST ? .exists : .inputOutput,
                "cannot make the directory \(quoted(path)) for a private mount",
                fix: "XDG_RUNTIME_DIR=DIR, a directory of yours",
                cause: String(cString: strerror(code)))
        }
    }

    /// Removes that directory, which is empty: what stands in it by mischance is somebody's, and keeps
    /// it. An empty directory that is left over hurts nobody.
    static func removePlace(_ path: String) { rmdir(path) }
}
