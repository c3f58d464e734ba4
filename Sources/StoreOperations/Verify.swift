import Hashing
import StoreInterface
package import StoreModel
package import StoreRepository

/// `store verify`: checks everything that versions need, names what is wrong, goes on past it, and
/// mends what it is told to mend.
package struct Verify {
    private let repository: Repository
    private let request: VerifyRequest
    private let progress: any ProgressObserver

    package init(
        repository: Repository, request: VerifyRequest, progress: any ProgressObserver
    ) {
        self.repository = repository
        self.request = request
        self.progress = progress
    }

    /// Throws only where it cannot go on at all; damage is in the report.
    package func run() throws(StoreError) -> VerifyReport {
        let lease = try takeLease()
        defer { lease?.release() }
        // Damage must not be hidden by what was derived of it when it was sound.
        repository.packs.useOwnIndexes()
        let findings = VerifyFindings()
        let roots = VerifyRoots(
            storage: repository.storage, repair: request.repair, findings: findings)
        switch request.scope {
        case .everything:
            try roots.checkFormat()
            var versions: [VerifiedVersion] = []
            for model in try repository.models() + [.storeWide] {
                versions += try VerifyJournal(
                    repository: repository, model: model, roots: roots, findings: findings
                ).run()
            }
            let packs = VerifyPacks(
                repository: repository, roots: roots, findings: findings, progress: progress)
            let damaged = try packs.run()
            try blobs(versions, damaged, findings)
        case .version(let entry, let model):
            let version = try roots.checkManifest(entry, of: model)
            try blobs([version].compactMap { $0 }, DamagedChunks(), findings)
        }
        return findings.report
    }

    /// What is in use when this begins is not deleted before it ends. Nil where the store cannot be
    /// written or is full: damage can be looked for there too, but not mended, because gc could take
    /// what a repair has just found sound.
    private func takeLease() throws(StoreError) -> Lease? {
        let content: JSON = .object(["kind": "verify"])
        do throws(StoreError) {
            return try repository.keepingObjects { () throws(StoreError) in
                request.repairs
                    ? try Lease.require("verify", content, in: repository)
                    : try Lease.take("verify", content, in: repository)
            }
        } catch {
            guard error.code == .noSpace, !request.repairs else { throw error }
            return nil
        }
    }

    private func blobs(
        _ versions: [VerifiedVersion], _ damaged: DamagedChunks, _ findings: VerifyFindings
    ) throws(StoreError) {
        try VerifyBlobs(
            repository: repository, request: request, findings: findings, progress: progress
        ).run(versions, damaged)
    }
}

/// A version whose manifest could be read.
struct VerifiedVersion {
    let entry: VersionEntry
    let manifest: Manifest
}
