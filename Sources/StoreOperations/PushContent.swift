import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// The middle of a push: makes sure that the store has the content of every file of the tree.
struct PushContent {
    struct Outcome {
        /// The blob of every file, in the tree's order.
        let blobs: [Digest]
        let counts: PushSink.Counts
        let memory: SourceMemory
    }

    let repository: Repository
    let request: PushRequest
    let tree: SourceTree
    /// When the walk that found the tree began.
    let walked: Timestamp
    let progress: any ProgressObserver

    func run() throws(StoreError) -> Outcome {
        let memory = SourceMemory(of: request.paths, in: repository)
        let times = TimesOfChange()
        let known = KnownFiles(
            repository: repository, tree: tree, times: times, progress: progress)
        // By one thread: of several, one might see a pack of another push that the next one missed, and
        // store the rest of its tree a second time.
        _ = try repository.packs.all()
        let newest = try newestManifest()
        let found = try known.find(
            remembered: memory.cache, previous: newest, trust: request.trust)
        let rest = tree.files.indices.filter { found[$0] == nil }
        let files = rest.map { tree.files[$0] }
        let sink = PushSink(
            repository: repository, commitment: request.commitment, progress: progress,
            totalBytes: files.reduce(0) { $0 + $1.size })
        let parents = parents(newest, of: files)
        let stored = try PushPipeline(
            files: files, sink: sink, coding: ContentCoding.adaptive(level: request.level)
        ) { [repository] encoder in
            parents.map { PushDeltas($0, repository, encoder) }
        }.run()
        let new = Dictionary(uniqueKeysWithValues: zip(rest, stored))
        let blobs = tree.files.indices.map { found[$0] ?? new[$0] ?? Digest.ofNothing }
        var counts = sink.counts
        counts.bytesRead += known.bytesRead
        let memorable = zip(tree.files, blobs).filter { times.areKept(for: $0.0) }
        return Outcome(
            blobs: blobs, counts: counts,
            memory: memory.updated(with: memorable, lookedAt: walked))
    }

    /// What `--parent` names, else the newest version. nil where no file is long enough for a tensor of
    /// its own, no parent has one, or builds may open the store that know no deltas.
    private func parents(_ newest: Manifest?, of files: [SourceFile]) -> ParentTensors? {
        guard repository.storesDeltas, files.contains(where: { $0.size > PushPlans.headerless })
        else { return nil }
        // One that cannot be read only makes the version larger.
        let named = request.parents.compactMap { try? repository.manifest($0) }
        let tensors = ParentTensors(
            repository, named.isEmpty ? [newest].compactMap { $0 } : named)
        return tensors.isEmpty ? nil : tensors
    }

    /// What the model's newest version is made of; nil if there is none to be read.
    private func newestManifest() throws(StoreError) -> Manifest? {
        guard let state = try repository.stateIfAny(of: request.model),
            let newest = state.versions.last
        else { return nil }
        // A damaged one only makes this push slower.
        return try? repository.manifest(newest.manifest)
    }
}
