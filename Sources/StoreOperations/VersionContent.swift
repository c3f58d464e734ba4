import FileIO
import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// Reads every file of a version whole, several at a time, and compares it with the manifest: what
/// must hold before the version becomes active. Each chunk is checked on its way; hashing the file as
/// well finds a recipe that lies.
final class VersionContent: Sendable {
    /// The first file that cannot be read, and why.
    struct Damage: Error {
        let path: String
        let reason: StoreError
    }

    private let files: [ManifestFile]
    private let blobs: any BlobOpener
    private let next = Atomic<Int>(0)
    private let damage = Mutex<Damage?>(nil)

    init(of manifest: Manifest, in blobs: any BlobOpener) {
        var seen: Set<Digest> = []
        // The largest first, so that no thread is left with it at the end.
        files = manifest.files.filter { $0.size > 0 && seen.insert($0.sha256).inserted }
            .sorted { $0.size > $1.size }
        self.blobs = blobs
    }

    func check() throws(Damage) {
        BlockingThread.onAllProcessors(atMost: files.count) { self.work() }
        if let damage = damage.withLock({ $0 }) { throw damage }
    }

    private func work() {
        while damage.withLock({ $0 == nil }) {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < files.count else { return }
            let file = files[number]
            do throws(StoreError) {
                let reader = try blobs.openBlob(file.sha256, size: file.size)
                guard try reader.digest() == file.sha256 else {
                    throw StoreError(.integrity, "its content has another digest")
                }
            } catch {
                damage.withLock { $0 = $0 ?? Damage(path: file.path, reason: error) }
            }
        }
    }
}
