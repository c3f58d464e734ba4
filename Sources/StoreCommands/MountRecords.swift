import StoreModel
import StoreOperations
import StoreRepository

/// The mounts of a store, from the leases of their supervisors.
enum MountRecords {
    static func status(of repository: Repository) throws(StoreError) -> [MountStatus] { [] }
    static func findings(of repository: Repository) throws(StoreError) -> [Finding] { [] }
    static func path(
        of version: VersionDocument, in repository: Repository
    ) throws(StoreError) -> String? { nil }
}
