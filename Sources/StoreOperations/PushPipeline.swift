import Compression
import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization

/// Reads, cuts, hashes, encodes and stores files.
///
/// Symmetric workers take segments in order. Each reads and cuts its segment, hashes it when the
/// file's segments before it are hashed (`RunningDigest`), encodes what is new, and waits for its turn
/// to hand the result to the `PushSink`. So packs are filled in the order of the tree whatever the
/// threads do: the same tree makes the same packs.
///
/// Memory: each worker has one segment of plain and one of stored bytes, 5 MiB each, and an encoder;
/// for deltas, room for a base and a difference, 1 MiB each.
struct PushPipeline {
    let files: [SourceFile]
    let sink: PushSink
    let coding: ContentCoding
    /// One thread's attempts at deltas, which share its encoder; nil: none are to be made.
    let makeDeltas: @Sendable (any ChunkEncoder) -> PushDeltas?

    private struct Line {
        /// The sequence number whose turn it is.
        var turn = 0
        var failure: StoreError?
    }

    /// Returns the blob of every file, in their order. One worker more than there are processors, as
    /// workers wait for each other's digests and turns.
    func run() throws(StoreError) -> [Digest] {
        guard !files.isEmpty else { return try sink.finish() }
        let items = PushItems(files: files)
        let line = Condition(Line())
        BlockingThread.onAllProcessors(atMost: files.count + 8, waiting: 1) { work(items, line) }
        if let failure = line.update({ $0.failure }) {
            sink.abandon()
            throw failure
        }
        return try sink.finish()
    }

    private func work(_ items: PushItems, _ line: Condition<Line>) {
        let encoder = coding.makeEncoder()
        let worker = PushWorker(encoder: encoder, deltas: makeDeltas(encoder), sink: sink)
        while let item = items.next() {
            let prepared = Result { () throws(StoreError) in try worker.prepare(item) }
            // Whoever waits for this segment's part of the digest must not wait for ever.
            if case .failure = prepared { item.running?.giveUp() }
            line.wait(until: { $0.turn == item.sequence || $0.failure != nil }) { _ in }
            guard line.update({ $0.failure == nil }) else { return }
            // Only the thread whose turn it is comes here, so the sink has one user at a time.
            let outcome = Result { () throws(StoreError) in
                // A segment that was given up comes after the one that failed.
                guard let segment = try prepared.get() else { return }
                try sink.take(item, segment, of: worker)
            }
            line.update { line in
                line.turn += 1
                if case .failure(let error) = outcome { line.failure = error }
            }
        }
    }
}
