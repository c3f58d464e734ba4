package import StoreModel
package import SystemPackage

extension ErrorCode {
    /// What a reader of the mount sees.
    package var errno: Errno {
        switch self {
        // No such node any more: the kernel drops what it knows and walks the path again, and the
        // lookup says ENOENT where the name is gone.
        case .notFound: .staleNFSFileHandle
        case .integrity, .inputOutput, .unknownFormat, .partial, .unreachable, .noStore,
            .changedWhileRead, .conflict, .limit:
            .ioError
        case .usage, .ambiguous, .badInput: .invalidArgument
        case .permission, .unauthorized: .permissionDenied
        case .refused, .needsConfirmation: .notPermitted
        case .noSpace: .noSpace
        case .busy: .resourceBusy
        case .unsupported: .notSupported
        case .exists: .fileExists
        }
    }
}
