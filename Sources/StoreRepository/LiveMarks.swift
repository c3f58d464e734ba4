package import Hashing
package import StoreModel

/// A bit for every chunk and every recipe of the packs at hand: set if some version needs it. One
/// thread's.
///
/// Every copy of a chunk that is needed is marked, and every recipe of a blob: which of two is sound
/// is not for gc to guess.
package final class LiveMarks {
    /// One pack's bits.
    struct Marks: Equatable {
        var chunks: BitSet
        var blobs: BitSet

        var isEmpty: Bool { chunks.isEmpty && blobs.isEmpty }

        func isSubset(of other: Marks) -> Bool {
            chunks.isSubset(of: other.chunks) && blobs.isSubset(of: other.blobs)
        }
    }

    private let indexes: [PackIndex]
    private let numbers: [Digest: Int]
    private let table: MarkTable
    private var marks: [Marks]
    /// Packs that are newer than the table, or came back: what versions need of them is followed, but
    /// they are not candidates themselves.
    private var newcomers: [PackIndex] = []
    /// Candidates that were taken out of use: what the table says of them holds no more.
    private var moved: Set<Int> = []
    /// Blobs of which a part was missing when they were last looked at.
    private var incomplete: Set<Digest> = []
    /// Digests of the manifests of all versions that were marked.
    package private(set) var manifests: Set<Digest> = []
    /// Steps of recipes that were followed.
    package private(set) var references: UInt64 = 0

    package init(_ indexes: [PackIndex]) {
        self.indexes = indexes
        numbers = Dictionary(
            indexes.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        table = MarkTable(indexes)
        marks = indexes.map {
            Marks(chunks: BitSet(count: $0.chunkCount), blobs: BitSet(count: $0.blobCount))
        }
    }

    /// A candidate's index.
    func index(of pack: Digest) -> PackIndex? { number(of: pack).map { indexes[$0] } }

    func isKnown(_ pack: Digest) -> Bool {
        number(of: pack) != nil || newcomers.contains { $0.id == pack }
    }

    func add(newcomer: PackIndex) { newcomers.append(newcomer) }

    /// A pack was taken out of use. What it holds must be found elsewhere from now on, unless a push
    /// brings it back, which makes it a newcomer.
    func forget(_ pack: Digest) {
        if let number = numbers[pack] { moved.insert(number) }
    }

    /// The bits of a pack; nil for one that is not a candidate.
    func marks(of pack: Digest) -> Marks? { number(of: pack).map { marks[$0] } }

    /// Stored bytes of the chunks that are needed.
    package func liveBytes(of pack: Digest) -> UInt64? {
        guard let number = number(of: pack) else { return nil }
        let index = indexes[number]
        return (0..<index.chunkCount).reduce(0) { total, position in
            marks[number].chunks.contains(position)
                ? total + UInt64(index.chunk(at: position).storedLength) : total
        }
    }

    /// Whether some version that was marked needs the chunk or blob, or a newcomer has it, of which
    /// that is not known.
    package func isLive(_ digest: Digest) -> Bool {
        var isLive = newcomers.contains { $0.chunk(digest) != nil || $0.blob(digest) != nil }
        for row in [MarkTable.Row.chunk, .blob] {
            forEach(digest, row) { pack, position in
                let bits = row == .chunk ? marks[pack].chunks : marks[pack].blobs
                isLive = isLive || bits.contains(position)
            }
        }
        return isLive
    }

    /// Marks everything a version needs; throws `integrity`, naming it, if something is not there:
    /// what a damaged version needs is not known.
    package func mark(
        _ version: Digest, _ manifest: Manifest
    ) throws(StoreError) {
        for file in manifest.files where file.size > 0 {
            guard mark(blob: file.sha256, size: file.size) else {
                throw StoreError(
                    .integrity,
                    "\(quoted(file.path)) of \(manifest.model)@\(manifest.version) is missing from "
                        + "the store, so it is not known what can be removed",
                    fix: "store verify --all --repair")
            }
        }
        manifests.insert(version)
    }

    /// Marks everything that a manifest of these bytes needs, file by file; false if it cannot be read
    /// that way or something is not there, and then the version does not count as marked.
    func mark(_ version: Digest, blobsOf manifest: [UInt8]) -> Bool {
        var isComplete = true
        let isRead = ManifestReferences.forEach(in: manifest) { blob, size in
            if size > 0, !mark(blob: blob, size: size) { isComplete = false }
        }
        guard isRead, isComplete else { return false }
        manifests.insert(version)
        return true
    }

    /// False if no complete way to make the blob is known.
    private func mark(blob: Digest, size: UInt64) -> Bool {
        var isComplete = mark(chunk: blob)
        for (index, record) in recipes(of: blob, isComplete: &isComplete) {
            var isWhole = record.size == size
            for position in record.firstEntry..<record.firstEntry + record.entryCount {
                references += 1
                if !mark(chunk: index.recipeEntry(at: position).chunk) { isWhole = false }
            }
            isComplete = isComplete || isWhole
        }
        if isComplete { incomplete.remove(blob) } else { incomplete.insert(blob) }
        return isComplete
    }

    /// Marks the recipes of a blob; returns those that have to be followed. One that was followed
    /// before says that the blob is complete, or that it was not. Those of newcomers are followed
    /// every time: they may need what nothing else does.
    private func recipes(
        of blob: Digest, isComplete: inout Bool
    ) -> [(index: PackIndex, record: BlobRecord)] {
        var found: [(index: PackIndex, record: BlobRecord)] = []
        var wasComplete = false
        forEach(blob, .blob) { pack, position in
            if marks[pack].blobs.insert(position) || incomplete.contains(blob) {
                found.append((indexes[pack], indexes[pack].blob(at: position)))
            } else {
                wasComplete = true
            }
        }
        isComplete = isComplete || wasComplete
        return found
            + newcomers.compactMap { index in index.blob(blob).map { (index, $0) } }
    }

    /// Marks the copies of a chunk and what they are the difference from; false if none can be read.
    private func mark(chunk: Digest) -> Bool {
        var isThere = false
        for delta in copies(of: chunk, isThere: &isThere) {
            // A loop, because every source is to be marked.
            var isWhole = true
            for source in delta.sources where !mark(base: source.chunk) { isWhole = false }
            isThere = isThere || isWhole
        }
        return isThere
    }

    /// Marks the copies of a chunk; returns those that are deltas, and says whether one is none.
    private func copies(of chunk: Digest, isThere: inout Bool) -> [ChunkDelta] {
        var deltas: [ChunkDelta] = []
        var isPlain = false
        forEach(chunk, .chunk) { pack, position in
            _ = marks[pack].chunks.insert(position)
            if let delta = indexes[pack].delta(at: position) {
                deltas.append(delta)
            } else {
                isPlain = true
            }
        }
        for copy in newcomers.compactMap({ $0.chunk(chunk) }) {
            if let delta = copy.delta { deltas.append(delta) } else { isPlain = true }
        }
        isThere = isPlain
        return deltas
    }

    /// Marks the copies of a chunk that are no deltas; false if there is none.
    private func mark(base chunk: Digest) -> Bool {
        var isThere = false
        forEach(chunk, .chunk) { pack, position in
            guard indexes[pack].delta(at: position) == nil else { return }
            _ = marks[pack].chunks.insert(position)
            isThere = true
        }
        return isThere || newcomers.contains { $0.holdsPlain(chunk) }
    }

    /// A candidate's number; nil for one that was moved.
    private func number(of pack: Digest) -> Int? {
        guard let number = numbers[pack], !moved.contains(number) else { return nil }
        return number
    }

    /// Shows `body` every row that still stands.
    private func forEach(
        _ digest: Digest, _ row: MarkTable.Row, _ body: (_ pack: Int, _ position: Int) -> Void
    ) {
        table.forEach(digest, row) { pack, position in
            if !moved.contains(pack) { body(pack, position) }
        }
    }
}
