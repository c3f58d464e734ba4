import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization

/// Reads every chunk of a version once, on all processors, down to the digest of its plain bytes: what
/// must hold before the version becomes active.
struct VersionContent {
    /// The first file that cannot be read, and why.
    struct Damage: Error {
        let path: String
        let reason: StoreError
    }

    /// A chunk, and the file that needs it.
    private struct Piece: Sendable {
        let chunk: Digest
        let length: Int
        let path: String
    }

    private let manifest: Manifest
    private let repository: Repository

    init(of manifest: Manifest, in repository: Repository) {
        self.manifest = manifest
        self.repository = repository
    }

    func check() throws(Damage) {
        let work = Work(pieces: try pieces(), source: repository.chunks)
        if let damage = work.run() { throw damage }
    }

    private func pieces() throws(Damage) -> [Piece] {
        var blobs: Set<Digest> = []
        var chunks: Set<Digest> = []
        var pieces: [Piece] = []
        for file in manifest.files where file.size > 0 && blobs.insert(file.sha256).inserted {
            for entry in try recipe(of: file) where chunks.insert(entry.chunk).inserted {
                pieces.append(
                    Piece(
                        chunk: entry.chunk, length: Int(entry.plainLength), path: file.path))
            }
        }
        return pieces
    }

    private func recipe(of file: ManifestFile) throws(Damage) -> [RecipeEntry] {
        do throws(StoreError) {
            if let (recipe, _) = try repository.recipe(of: file.sha256, size: file.size) {
                return recipe
            }
        } catch {
            throw Damage(path: file.path, reason: error)
        }
        throw Damage(
            path: file.path,
            reason: StoreError(.integrity, "blob \(file.sha256.short) is not in the store"))
    }

    /// The pieces being read by several threads.
    private final class Work: Sendable {
        private let pieces: [Piece]
        private let source: ChunkSource
        private let next = Atomic<Int>(0)
        private let damage = Mutex<Damage?>(nil)

        init(pieces: [Piece], source: ChunkSource) {
            self.pieces = pieces
            self.source = source
        }

        func run() -> Damage? {
            BlockingThread.onAllProcessors(atMost: pieces.count / 8 + 1) { self.read() }
            return damage.withLock { $0 }
        }

        private func read() {
            let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
            defer { plain.deallocate() }
            while damage.withLock({ $0 == nil }) {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < pieces.count else { return }
                let piece = pieces[number]
                do throws(StoreError) {
                    try source.read(
                        piece.chunk,
                        into: UnsafeMutableRawBufferPointer(rebasing: plain.prefix(piece.length)))
                } catch {
                    damage.withLock { $0 = $0 ?? Damage(path: piece.path, reason: error) }
                }
            }
        }
    }
}
