import FileIO
package import Hashing
import StoreInterface
import StoreModel

/// Which recipes have been followed to their end and made the blob that they are named for.
///
/// Every chunk that is read is compared with its own digest, but nothing says that it belongs where a
/// recipe puts it: an index that lies makes a wrong file of good chunks. So a recipe is used only
/// after somebody hashed all that it makes. For a whole pack that is remembered in `cache/recipes/`:
/// an empty file named like the pack. An index is compared with its name whenever it is loaded, so
/// the mark holds for these very recipes. Losing a mark costs one more proof.
package final class RecipeProofs: Sendable {
    private struct State {
        /// Packs all of whose recipes are proved.
        var packs: Set<Digest> = []
        /// Proved blobs of other packs.
        var blobs: [Digest: Set<Digest>] = [:]
        /// Blobs that some thread is hashing.
        var proving: Set<Digest> = []
    }

    private let storage: any ObjectStorage
    private let state = Condition(State())

    init(storage: any ObjectStorage) { self.storage = storage }

    /// Whether the pack's recipe of `blob` has been proved.
    package func holds(_ blob: Digest, in pack: Digest) -> Bool {
        let isKnown = state.update { state in
            state.packs.contains(pack) || state.blobs[pack]?.contains(blob) == true
        }
        return isKnown || isMarked(pack)
    }

    /// Remembers that the pack's recipe of `blob` makes it.
    package func record(_ blob: Digest, in pack: Pack) {
        let isWhole = state.update { state in
            guard !state.packs.contains(pack.id) else { return false }
            state.blobs[pack.id, default: []].insert(blob)
            return state.blobs[pack.id]?.count == pack.blobCount
        }
        if isWhole { recordAll(of: pack) }
    }

    /// Remembers that all recipes of a pack make their blobs.
    package func recordAll(of pack: Pack) {
        guard pack.blobCount > 0 else { return }
        remember(pack.id)
        // A mark that cannot be kept, on a full disk or a read-only one, is made another time.
        _ = try? storage.put([], as: ObjectLayout.proof(pack.id))
    }

    /// Runs `body` while no other thread is in here for the same blob.
    func alone<R>(
        with blob: Digest, _ body: () throws(StoreError) -> R
    ) throws(StoreError) -> R {
        state.wait(until: { !$0.proving.contains(blob) }) { _ = $0.proving.insert(blob) }
        defer { state.update { _ = $0.proving.remove(blob) } }
        return try body()
    }

    private func isMarked(_ pack: Digest) -> Bool {
        // A mark that cannot be seen is no mark.
        guard let mark = try? storage.information(ObjectLayout.proof(pack)), mark.size == 0 else {
            return false
        }
        remember(pack)
        return true
    }

    private func remember(_ pack: Digest) {
        state.update { state in
            state.packs.insert(pack)
            state.blobs[pack] = nil
        }
    }
}
