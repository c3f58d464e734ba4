import StoreInterface
import StoreModel
import Synchronization

/// A storage that lets a test step in just before an object is published.
final class InterferingStorage: ObjectStorage {
    typealias Interference = @Sendable (ObjectKey) throws(StoreError) -> Void

    private let base: any ObjectStorage
    private let interference = Mutex<Interference?>(nil)

    init(_ base: any ObjectStorage) { self.base = base }

    /// Has `body` called before each publishing from now on.
    func interfere(_ body: @escaping Interference) { interference.withLock { $0 = body } }

    func makeWriter() throws(StoreError) -> any ObjectWriter {
        Writer(base: try base.makeWriter(), storage: self)
    }

    func open(_ key: ObjectKey) throws(StoreError) -> any ObjectReader { try base.open(key) }

    func information(_ key: ObjectKey) throws(StoreError) -> ObjectInformation? {
        try base.information(key)
    }

    func list(_ prefix: String) throws(StoreError) -> [ObjectListing] { try base.list(prefix) }
    func settle(_ key: ObjectKey) throws(StoreError) { try base.settle(key) }
    func delete(_ key: ObjectKey) throws(StoreError) { try base.delete(key) }

    private func stepIn(_ key: ObjectKey) throws(StoreError) {
        let body = interference.withLock { $0 }
        try body?(key)
    }

    private final class Writer: ObjectWriter {
        private let base: any ObjectWriter
        private let storage: InterferingStorage

        init(base: any ObjectWriter, storage: InterferingStorage) {
            self.base = base
            self.storage = storage
        }

        var length: UInt64 { base.length }

        func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) { try base.append(bytes) }

        func publish(as key: ObjectKey) throws(StoreError) -> PublishOutcome {
            try storage.stepIn(key)
            return try base.publish(as: key)
        }

        func publish(replacing key: ObjectKey) throws(StoreError) {
            try storage.stepIn(key)
            try base.publish(replacing: key)
        }

        func abandon() { base.abandon() }
    }
}
