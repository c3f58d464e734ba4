import FileIO
import Sabotage
import StoreInterface
package import StoreModel

/// The two locks of garbage collection, both on directories that every store has: a full disk has no
/// room for a lock. `packs/` is locked by the one gc that is at work.
///
/// `leases/` is what pushes and the sweep meet on. A push holds it shared while it takes its lease and
/// again from its last look at the packs to its record; the sweep holds it alone for one batch. So a
/// batch never falls between a push's look and its record, nor between a lease and the batch's own
/// list of leases.
extension Repository {
    /// A batch takes under half a second. Who waits much longer waits for a process that was stopped.
    private static let patience: Int64 = 30_000
    private static let meetingPlace = "leases"

    /// Runs `body` while no object is moved out of use. Without a directory there is no sweep.
    package func keepingObjects<R>(
        _ body: () throws(StoreError) -> R
    ) throws(StoreError) -> R {
        if Sabotage.skipsPushLock { return try body() }
        return try holding(Repository.meetingPlace, .shared, within: Repository.patience, body)
    }

    /// Runs `body` while no push registers.
    func movingObjects<R>(_ body: () throws(StoreError) -> R) throws(StoreError) -> R {
        if Sabotage.skipsSweepLock { return try body() }
        return try holding(Repository.meetingPlace, .exclusive, within: Repository.patience, body)
    }

    /// Runs `body` as the only garbage collection of the store; throws `busy` if there is another.
    package func collectingAlone<R>(
        _ body: () throws(StoreError) -> R
    ) throws(StoreError) -> R {
        try holding("packs", .exclusive, within: 0, body)
    }

    private func holding<R>(
        _ place: String, _ mode: FileLockMode, within patience: Int64,
        _ body: () throws(StoreError) -> R
    ) throws(StoreError) -> R {
        guard let directory else { return try body() }
        let lock = try attempting("cannot lock \(path)/\(place)") { () throws(FileError) in
            // An empty directory may have been left out of a copy of the store.
            if try directory.status(place) == nil {
                _ = try DurableDirectory(root: directory).directory(place)
            }
            return try DirectoryLock.take(place, in: directory, mode, withinMilliseconds: patience)
        }
        guard let lock else {
            throw StoreError(
                .busy, "another process holds \(path)/\(place)",
                fix: "wait for the other store gc or push, then run the same command again")
        }
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }
}
