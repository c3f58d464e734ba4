import StoreInterface
import StoreModel
import Synchronization

/// A storage that counts what is asked of it.
final class CountingStorage: ObjectStorage {
    let opened = Mutex(0)
    let looked = Mutex(0)
    private let base: any ObjectStorage

    init(_ base: any ObjectStorage) { self.base = base }

    func reset() {
        opened.withLock { $0 = 0 }
        looked.withLock { $0 = 0 }
    }

    func makeWriter() throws(StoreError) -> any ObjectWriter { try base.makeWriter() }

    func open(_ key: ObjectKey) throws(StoreError) -> any ObjectReader {
        opened.withLock { $0 += 1 }
        return try base.open(key)
    }

    func information(_ key: ObjectKey) throws(StoreError) -> ObjectInformation? {
        looked.withLock { $0 += 1 }
        return try base.information(key)
    }

    func list(_ prefix: String) throws(StoreError) -> [ObjectListing] { try base.list(prefix) }

    func settle(_ key: ObjectKey) throws(StoreError) { try base.settle(key) }

    func delete(_ key: ObjectKey) throws(StoreError) { try base.delete(key) }
}
