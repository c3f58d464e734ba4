package import StoreInterface
package import StoreModel

/// `store status`: what is active, what is mounted, how much there is.
package struct Status: Sendable {
    private let store: any ReadableStore
    private let storage: any ObjectStorage

    package init(_ store: any ReadableStore, storage: any ObjectStorage) {
        self.store = store
        self.storage = storage
    }

    /// Goes on past what is damaged, and says so in `health` and `findings`.
    package func run(mounts: [MountStatus]) throws(StoreError) -> StoreStatus {
        var status = StoreStatus(mounts: mounts)
        for mount in mounts where mount.health != .ok {
            status.note(
                .degraded, "the mount at \(quoted(mount.path)) is \(mount.health.rawValue)")
        }
        for model in try store.models() {
            do throws(StoreError) {
                try add(store.state(of: model), to: &status)
            } catch {
                status.note(.failed, error.message)
            }
        }
        for place in ["packs", "manifests", "signatures", "models", "mirror"] {
            status.bytesStored += try bytes(below: place)
        }
        return status
    }

    private func add(_ state: ModelState, to status: inout StoreStatus) throws(StoreError) {
        if let damage = state.damage { status.note(.degraded, damage.message) }
        let show = ShowVersion(store)
        for entry in state.versions {
            do throws(StoreError) {
                status.bytesLogical += try show.document(entry, in: state).manifest.totalBytes
            } catch {
                status.note(.degraded, error.message)
            }
        }
        guard state.active != nil else { return }
        status.models.append(try ShowActive(store).run(state))
    }

    private func bytes(below prefix: String) throws(StoreError) -> UInt64 {
        var total: UInt64 = 0
        for child in try storage.list(prefix) {
            let path = prefix + "/" + child.name
            if child.isPrefix {
                total += try bytes(below: path)
            } else {
                total += try storage.information(ObjectKey(path))?.size ?? 0
            }
        }
        return total
    }
}
