import Glibc
import Hashing
import Sabotage
import StoreInterface
package import StoreModel
package import StoreRepository

/// `store push`: stores a tree and registers it as a version, all or nothing.
package struct Push {
    private let repository: Repository
    private let request: PushRequest
    private let progress: any ProgressObserver

    package init(
        repository: Repository, request: PushRequest, progress: any ProgressObserver
    ) {
        self.repository = repository
        self.request = request
        self.progress = progress
    }

    /// Throws without a trace (but for packs that a later push of the same tree will use) if
    /// anything cannot be pushed, or changes meanwhile.
    package func run() throws(StoreError) -> PushResult {
        let start = Push.uptime()
        try repository.requireWritable()
        try checkName()
        let walked = repository.now
        let tree = try SourceTreeWalk.tree(
            of: request.paths, excludes: request.excludes, store: repository.directory)
        let draft = ManifestDraft(
            request: request, tree: tree, annotations: try PushAnnotations(request, tree: tree))
        try draft.checkSize(at: walked)
        var lease = try Sabotage.pinsLate ? nil : takeLease()
        defer { lease?.release() }
        let content = try PushContent(
            repository: repository, request: request, tree: tree, walked: walked,
            progress: progress
        ).run()
        if Sabotage.pinsLate { lease = try takeLease() }
        if !Sabotage.skipsChangeCheck { try tree.checkUnchanged() }
        let registration = PushRegistration(
            repository: repository, draft: draft, blobs: content.blobs)
        let outcome = try registration.run()
        if request.commitment == .register {
            content.memory.save()
            repository.refillReserve()
        }
        return PushResult(
            entry: outcome.entry, manifest: outcome.manifest, refs: outcome.refs,
            unchanged: outcome.isUnchanged, bytesRead: content.counts.bytesRead,
            bytesNew: content.counts.bytesNew, bytesStored: content.counts.bytesStored,
            seconds: Push.uptime() - start, commitment: request.commitment)
    }

    /// `serving` is a place in the mounted tree; models of that name are older than the place.
    private func checkName() throws(StoreError) {
        guard request.model.segments.contains("serving"),
            try !repository.models().contains(request.model)
        else { return }
        throw StoreError(
            .usage,
            "\(quoted(request.model.text)) has the word serving in it, which is a place in mounts",
            fix: "--model served, or another name")
    }

    /// A dry run takes no lock and writes nothing.
    private func takeLease() throws(StoreError) -> Lease? {
        guard request.commitment == .register else { return nil }
        try repository.sweepLeases()
        let content: JSON = .object([
            "kind": "push", "model": .string(request.model.text),
            "actor": .string(request.actor), "started": .string(repository.now.description),
        ])
        // No batch of gc is under way meanwhile, so it either sees the lease or is seen.
        let lease = try repository.keepingObjects { () throws(StoreError) in
            try Lease.require("push", content, in: repository)
        }
        try repository.forgetSweptPacks()
        return lease
    }

    private static func uptime() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
