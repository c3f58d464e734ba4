import StoreInterface
import StoreModel
import Synchronization

/// A storage that fails when it is told to.
final class FailingStorage: ObjectStorage {
    private struct State {
        var unreadable: ObjectKey?
        var isReadOnly = false
        var writesTried = 0
    }

    private let base: any ObjectStorage
    private let state = Mutex(State())

    init(_ base: any ObjectStorage) { self.base = base }

    /// Has every read of the object fail, also by those who have it open.
    func failReads(of key: ObjectKey) { state.withLock { $0.unreadable = key } }

    func failWrites() { state.withLock { $0.isReadOnly = true } }

    var writesTried: Int { state.withLock { $0.writesTried } }

    func makeWriter() throws(StoreError) -> any ObjectWriter {
        try refuseWrite()
        return try base.makeWriter()
    }

    func open(_ key: ObjectKey) throws(StoreError) -> any ObjectReader {
        Reader(base: try base.open(key), key: key, storage: self)
    }

    func information(_ key: ObjectKey) throws(StoreError) -> ObjectInformation? {
        try base.information(key)
    }

    func list(_ prefix: String) throws(StoreError) -> [ObjectListing] { try base.list(prefix) }
    func settle(_ key: ObjectKey) throws(StoreError) { try base.settle(key) }

    func delete(_ key: ObjectKey) throws(StoreError) {
        try refuseWrite()
        try base.delete(key)
    }

    private func refuseWrite() throws(StoreError) {
        let isReadOnly = state.withLock { state in
            state.writesTried += 1
            return state.isReadOnly
        }
        if isReadOnly { throw StoreError(.permission, "it is read-only") }
    }

    private final class Reader: ObjectReader {
        let base: any ObjectReader
        let key: ObjectKey
        let storage: FailingStorage

        init(base: any ObjectReader, key: ObjectKey, storage: FailingStorage) {
            self.base = base
            self.key = key
            self.storage = storage
        }

        var size: UInt64 { base.size }

        func read(
            at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
        ) throws(StoreError) {
            guard storage.state.withLock({ $0.unreadable != key }) else {
                throw StoreError(.inputOutput, "\(key) cannot be read")
            }
            try base.read(at: offset, into: buffer)
        }
    }
}
