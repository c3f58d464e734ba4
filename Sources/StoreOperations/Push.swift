import Glibc
import Hashing
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
        let tree = try SourceTreeWalk.tree(
            of: request.paths, excludes: request.excludes, store: repository.directory)
        let annotations = try PushAnnotations(request, tree: tree)
        let lease = try takeLease()
        defer { lease?.release() }
        let sink = PushSink(
            repository: repository, commitment: request.commitment, progress: progress,
            totalBytes: tree.totalBytes)
        let blobs = try PushPipeline(
            tree: tree, sink: sink, coding: ContentCoding.standard
        ).run()
        try tree.checkUnchanged()
        let registration = PushRegistration(
            repository: repository, request: request, tree: tree, blobs: blobs,
            annotations: annotations)
        let outcome = try registration.run()
        if request.commitment == .register { repository.refillReserve() }
        return PushResult(
            entry: outcome.entry, manifest: outcome.manifest, refs: outcome.refs,
            unchanged: outcome.isUnchanged, bytesRead: sink.counts.bytesRead,
            bytesNew: sink.counts.bytesNew, bytesStored: sink.counts.bytesStored,
            seconds: Push.uptime() - start, commitment: request.commitment)
    }

    /// A dry run takes no lock and writes nothing.
    private func takeLease() throws(StoreError) -> Lease? {
        guard request.commitment == .register else { return nil }
        try repository.sweepLeases()
        return try Lease.take(
            "push",
            .object([
                "kind": "push", "model": .string(request.model.text),
                "actor": .string(request.actor), "started": .string(repository.now.description),
            ]), in: repository)
    }

    private static func uptime() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
