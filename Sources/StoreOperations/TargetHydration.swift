import FileIO
import Hashing
package import StoreModel
package import StoreRepository
import Synchronization

/// Makes sound plain copies of what is about to become active, where a mount wants them. Best effort:
/// a blob without a copy is read from its chunks, so nothing here keeps a promotion from going through.
package struct TargetHydration: Sendable {
    /// What to do for a model; nil: nothing.
    package typealias Choice = @Sendable (ModelName) -> TargetHydration?

    private let budget: CopyBudget
    private let report: @Sendable (String) -> Void

    /// - Parameter report: gets at most one line, if some copies could not be made.
    package init(_ budget: CopyBudget, report: @escaping @Sendable (String) -> Void) {
        self.budget = budget
        self.report = report
    }

    /// Hashes or makes the copy of every blob that is worth one, several at a time, the largest first.
    /// Returns those blobs.
    @discardableResult
    package func run(_ version: VersionDocument, in repository: Repository) -> [SizedBlob] {
        let all = Set(
            version.manifest.files.map { SizedBlob(digest: $0.sha256, size: $0.size) })
        let blobs = all.filter(\.isWorthCopying).sorted { $0.size > $1.size }
        guard !blobs.isEmpty, let copies = PlainCopies(of: repository) else { return blobs }
        do throws(StoreError) {
            let fitting = try room(for: blobs, in: copies, of: repository)
            let made = try TargetHydration.make(fitting, in: copies)
            guard made == blobs.count else {
                throw StoreError(.noSpace, "the mount's --cache-size has no room for the rest")
            }
        } catch {
            report(
                "not every large file of \(version.model)@\(version.entry.id) has a plain copy; "
                    + "the others are read from their chunks: \(error.message)"
                    + (error.cause.map { " (\($0))" } ?? ""))
        }
        return blobs
    }

    /// Those of `blobs` that have a copy or room for one.
    private func room(
        for blobs: [SizedBlob], in copies: PlainCopies, of repository: Repository
    ) throws(StoreError) -> [SizedBlob] {
        var standing: [SizedBlob] = []
        var missing: [SizedBlob] = []
        for blob in blobs {
            if try copies.stands(blob) { standing.append(blob) } else { missing.append(blob) }
        }
        let chosen = try budget.makeRoom(
            for: missing, in: copies,
            pinned: { () throws(StoreError) in
                try repository.pinnedBlobs().union(blobs.map(\.digest))
            }, lastUse: \.lastRead)
        return standing + chosen
    }

    /// Stops at the first failure: what has no room for one file has none for the next.
    private static func make(
        _ blobs: [SizedBlob], in copies: PlainCopies
    ) throws(StoreError) -> Int {
        let next = Atomic<Int>(0)
        let failure = Mutex<StoreError?>(nil)
        BlockingThread.onAllProcessors(atMost: blobs.count) {
            while failure.withLock({ $0 == nil }) {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < blobs.count else { return }
                do throws(StoreError) {
                    try copies.provide(blobs[number])
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        return blobs.count
    }
}
