package import FileIO
package import StoreModel
import SystemPackage

extension StoreError {
    /// What a failed system call means to somebody who uses the store; `doing` says what failed in
    /// a person's words: "cannot read DIR/weights.bin".
    package init(_ error: FileError, _ doing: String) {
        let (code, fix) = StoreError.meaning(error.errno)
        self.init(code, doing, fix: fix, cause: error.description)
    }

    private static func meaning(_ errno: Errno) -> (ErrorCode, String?) {
        switch errno {
        case .noSpace, .diskQuotaExceeded:
            (.noSpace, "free some space, then run the same command again")
        case .permissionDenied, .notPermitted:
            (.permission, "check the owner and mode of the path, or run as its owner")
        case .readOnlyFileSystem: (.permission, "remount the file system read-write")
        case .noSuchFileOrDirectory, .notDirectory: (.notFound, nil)
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
            (.limit, "raise the limit of open files: ulimit -n 4096")
        case .noMemory: (.limit, "give the process more memory")
        case .fileExists: (.exists, nil)
        case .tooManySymbolicLinkLevels:
            (.badInput, "a symbolic link stands where a file or directory must be")
        default: (.inputOutput, nil)
        }
    }
}

/// Runs `body` and says what was being done if a system call in it fails.
package func attempting<R: ~Copyable>(
    _ doing: @autoclosure () -> String, _ body: () throws(FileError) -> R
) throws(StoreError) -> R {
    do throws(FileError) {
        return try body()
    } catch {
        throw StoreError(error, doing())
    }
}
