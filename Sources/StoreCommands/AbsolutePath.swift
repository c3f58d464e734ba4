import FUSE
import StoreModel
import StoreMount

/// Names of directories that mean the same in every process.
enum AbsolutePath {
    /// The directory's path without symbolic links; `path` may be a mount whose daemon is dead.
    static func of(_ path: String) throws(StoreError) -> String {
        do throws(MountError) {
            return try MountPoint(resolving: path).path
        } catch {
            throw StoreError(error, "cannot find the directory \(quoted(path))")
        }
    }
}
