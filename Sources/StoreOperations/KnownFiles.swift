import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization

/// Finds the files of a tree that the store has already, before anything is cut or encoded.
///
/// A file whose size, times and inode are as remembered is taken to be what it was, unless the push is
/// to read everything or the file system's times mean nothing (`TimesOfChange`). Another that has a likely candidate (what it was, or what stands under its path
/// in the newest version) is read and compared chunk by chunk with the candidate's recipe: where every
/// chunk is right and the recipe is proved, so is the file, without hashing it as a whole. The first
/// chunk that differs ends that.
final class KnownFiles: Sendable {
    private let repository: Repository
    private let tree: SourceTree
    private let times: TimesOfChange
    private let progress: any ProgressObserver
    private let found: Mutex<[Int: Digest]>
    private let read = Atomic<UInt64>(0)

    init(
        repository: Repository, tree: SourceTree, times: TimesOfChange,
        progress: any ProgressObserver
    ) {
        self.repository = repository
        self.tree = tree
        self.times = times
        self.progress = progress
        found = Mutex([:])
    }

    /// Plain bytes read so far.
    var bytesRead: UInt64 { read.load(ordering: .relaxed) }

    /// The blobs of the files that the store has, by their position in the tree.
    func find(
        remembered: StatCache, previous: Manifest?, trust: StatTrust
    ) throws(StoreError) -> [Int: Digest] {
        let paths = Dictionary(
            (previous?.files ?? []).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var candidates: [KnownFileComparison] = []
        for (position, file) in tree.files.enumerated() where file.size > 0 {
            let sameStatus = remembered.content(of: FileIdentity(file.status))
            let samePath = paths[file.path].flatMap { $0.size == file.size ? $0.sha256 : nil }
            guard let content = sameStatus ?? samePath,
                let recipe = try storedRecipe(of: content, size: file.size)
            else { continue }
            if sameStatus != nil, case .trusting = trust, times.areKept(for: file) {
                found.withLock { $0[position] = content }
            } else if recipe.count > 1 {
                // A file of one chunk is hashed once in any case.
                candidates.append(
                    KnownFileComparison(
                        position: position, file: file, content: content, recipe: recipe))
            }
        }
        try compare(candidates)
        return found.withLock { $0 }
    }

    /// The chunks of a blob, if they make it for certain and every one stands in a pack in use. A
    /// recipe in quarantine may be gone before this push registers: its file is read again, which
    /// brings the chunks back and their packs' recipes with them.
    private func storedRecipe(
        of blob: Digest, size: UInt64
    ) throws(StoreError) -> [RecipeEntry]? {
        for recipe in try repository.recipesInUse(of: blob, size: size) {
            guard recipe.entries.count == 1 || repository.proofs.holds(blob, in: recipe.pack.id)
            else { continue }
            var isStored = try recipe.pack.isWhole()
            for entry in recipe.entries where isStored {
                isStored = try repository.packs.holds(entry.chunk)
            }
            if isStored { return recipe.entries }
        }
        return nil
    }

    private func compare(_ candidates: [KnownFileComparison]) throws(StoreError) {
        guard !candidates.isEmpty else { return }
        let work = KnownFileSegments(candidates)
        let failure = Mutex<StoreError?>(nil)
        BlockingThread.onAllProcessors(atMost: work.count) {
            let reader = SegmentReader()
            let hasher = DigestLanes()
            while failure.withLock({ $0 == nil }), let segment = work.next() {
                do throws(StoreError) {
                    try segment.comparison.compare(segment, with: reader, hasher)
                    self.advance(by: segment.range.count)
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        for candidate in candidates where candidate.isSame {
            found.withLock { $0[candidate.position] = candidate.content }
        }
    }

    private func advance(by count: Int) {
        let done = read.add(UInt64(count), ordering: .relaxed).newValue
        progress.advance(
            ProgressEvent(phase: .check, bytesDone: done, bytesTotal: tree.totalBytes))
    }
}
