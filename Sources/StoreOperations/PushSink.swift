import Compression
import FileIO
import Hashing
import StoreModel
import StoreRepository
import Synchronization

/// Takes prepared segments in the order of the tree and puts them into packs.
///
/// Proof for @unchecked: everything but `taken` is touched only by the thread whose turn it is
/// (`PushPipeline`), and turns are handed on under a lock.
final class PushSink: @unchecked Sendable {
    /// A file of at least this many bytes gets packs of its own (design.md §3).
    static let largeFile: UInt64 = 64 << 20
    /// A pack of small files is finished at this size: a push that is cut short loses at most this
    /// much work.
    static let sharedPackLimit: UInt64 = 128 << 20
    /// A pack of one large file is finished here, once it can no longer *be* the file.
    static let ownPackLimit: UInt64 = 1 << 30

    struct Counts: Sendable {
        var bytesRead: UInt64 = 0
        var bytesNew: UInt64 = 0
        var bytesStored: UInt64 = 0
    }

    private let repository: Repository
    private let commitment: Commitment
    private let progress: any ProgressObserver
    private let totalBytes: UInt64
    /// Chunks that this push has put into packs so far.
    private let taken = Mutex<Set<Digest>>([])
    private(set) var counts = Counts()
    private var blobs: [Digest] = []
    private var blobsWithRecipe: Set<Digest> = []
    private var shared: PackWriter?
    private var own: PackWriter?
    /// The file at hand.
    private var recipe: [RecipeEntry] = []
    private var offset: UInt64 = 0

    init(
        repository: Repository, commitment: Commitment, progress: any ProgressObserver,
        totalBytes: UInt64
    ) {
        self.repository = repository
        self.commitment = commitment
        self.progress = progress
        self.totalBytes = totalBytes
    }

    /// Whether a chunk needs no encoding. A worker may ask before its turn; what it then encodes in
    /// vain is dropped by `take`.
    func isStored(_ chunk: Digest) throws(StoreError) -> Bool {
        if taken.withLock({ $0.contains(chunk) }) { return true }
        if try repository.packs.holds(chunk) { return true }
        guard commitment == .register else { return false }
        return try repository.resurrect(chunk)
    }

    /// Takes the next segment; `worker` holds its bytes.
    func take(
        _ item: PushItem, _ segment: PreparedSegment, of worker: PushWorker
    ) throws(StoreError) {
        for chunk in segment.chunks {
            counts.bytesRead += UInt64(chunk.plain.count)
            try take(chunk, of: worker, item)
        }
        if let blob = segment.blob { try finishFile(item, blob) }
        progress.advance(
            ProgressEvent(phase: .store, bytesDone: counts.bytesRead, bytesTotal: totalBytes))
    }

    /// Finishes the last pack; returns the blobs of all files.
    func finish() throws(StoreError) -> [Digest] {
        try finish(shared)
        shared = nil
        return blobs
    }

    /// Lets go of unfinished packs.
    func abandon() {
        shared?.abandon()
        own?.abandon()
    }

    private func take(
        _ chunk: PreparedSegment.Chunk, of worker: PushWorker, _ item: PushItem
    ) throws(StoreError) {
        let plainLength = chunk.plain.count
        recipe.append(RecipeEntry(chunk: chunk.digest, plainLength: UInt32(plainLength)))
        if let encoding = chunk.encoding,
            taken.withLock({ $0.insert(chunk.digest).inserted })
        {
            let bytes = worker.storedBytes(chunk, encoding)
            counts.bytesNew += UInt64(plainLength)
            counts.bytesStored += UInt64(bytes.count)
            if commitment == .register {
                try pack(for: item.file).add(
                    chunk.digest, plainLength: plainLength, codec: encoding.codec, stored: bytes,
                    delta: encoding.delta)
            }
        }
        offset += UInt64(plainLength)
        if let own, own.length >= PushSink.ownPackLimit, own.length != offset {
            try finish(own)
            self.own = nil
        }
    }

    private func pack(for file: SourceFile) throws(StoreError) -> PackWriter {
        let isLarge = file.size >= PushSink.largeFile
        if let open = isLarge ? own : shared { return open }
        let fresh = try PackWriter(repository)
        if isLarge { own = fresh } else { shared = fresh }
        return fresh
    }

    private func finishFile(_ item: PushItem, _ blob: Digest) throws(StoreError) {
        if recipe.count > 1 { try storeRecipe(of: blob, item.file) }
        blobs.append(blob)
        recipe = []
        offset = 0
        try finish(own)
        own = nil
        if let writer = shared, writer.length >= PushSink.sharedPackLimit {
            try finish(writer)
            shared = nil
        }
    }

    private func storeRecipe(of blob: Digest, _ file: SourceFile) throws(StoreError) {
        guard commitment == .register, !blobsWithRecipe.contains(blob),
            try !isRecipeStored(of: blob)
        else { return }
        blobsWithRecipe.insert(blob)
        try pack(for: file).addBlob(blob, size: file.size, recipe: recipe)
    }

    /// Whether some pack has this very recipe, or another one that is proved and whose chunks can all
    /// be had. What merely stands there under the blob's name may be a lie.
    private func isRecipeStored(of blob: Digest) throws(StoreError) -> Bool {
        for (pack, record) in try repository.packs.recipes(of: blob) {
            // A version may not rely on a pack that is lost or cut short, be it for the recipe alone.
            guard try pack.isWhole() else { continue }
            let entries = try pack.index.recipe(of: record)
            if entries == recipe {
                repository.proofs.record(blob, in: pack)
                return true
            }
            guard repository.proofs.holds(blob, in: pack.id) else { continue }
            if try areStored(entries) { return true }
        }
        return false
    }

    private func areStored(_ entries: [RecipeEntry]) throws(StoreError) -> Bool {
        for entry in entries {
            if taken.withLock({ $0.contains(entry.chunk) }) { continue }
            guard try repository.packs.holds(entry.chunk) else { return false }
        }
        return true
    }

    /// The recipes of a pack that this push wrote are proved: the bytes that they were cut from have
    /// just been hashed.
    private func finish(_ writer: PackWriter?) throws(StoreError) {
        if let pack = try writer?.finish() { repository.proofs.recordAll(of: pack) }
    }
}
