package import StoreInterface
package import StoreModel
import Synchronization

/// Objects in memory: the second implementation that keeps the protocol honest, and a fast one for
/// tests. Time stands still: every object has the same age.
package final class MemoryStorage: ObjectStorage {
    private let objects = Mutex<[ObjectKey: [UInt8]]>([:])

    package init() {}

    package func makeWriter() throws(StoreError) -> any ObjectWriter { MemoryObjectWriter(self) }

    package func open(_ key: ObjectKey) throws(StoreError) -> any ObjectReader {
        guard let bytes = objects.withLock({ $0[key] }) else {
            throw StoreError(.notFound, "there is no object \(key)")
        }
        return MemoryObjectReader(bytes, key: key)
    }

    package func information(_ key: ObjectKey) throws(StoreError) -> ObjectInformation? {
        objects.withLock { $0[key] }.map {
            ObjectInformation(size: UInt64($0.count), modified: Timestamp(milliseconds: 0))
        }
    }

    package func list(_ prefix: String) throws(StoreError) -> [ObjectListing] {
        let start = prefix.isEmpty ? "" : prefix + "/"
        let children = objects.withLock { objects in
            objects.keys.filter { $0.text.hasPrefix(start) }.map { key in
                let rest = key.text.dropFirst(start.count)
                let name = rest.prefix { $0 != "/" }
                return ObjectListing(name: String(name), isPrefix: name.count < rest.count)
            }
        }
        return Array(Set(children))
    }

    package func settle(_ key: ObjectKey) throws(StoreError) { _ = try open(key) }

    package func delete(_ key: ObjectKey) throws(StoreError) {
        objects.withLock { $0[key] = nil }
    }

    func put(_ bytes: [UInt8], as key: ObjectKey) -> PublishOutcome {
        objects.withLock { objects in
            guard let existing = objects[key] else {
                objects[key] = bytes
                return .created
            }
            return existing == bytes ? .identical : .taken
        }
    }

    func replace(_ key: ObjectKey, with bytes: [UInt8]) {
        objects.withLock { $0[key] = bytes }
    }
}

/// An object of a `MemoryStorage`, open for reading.
private final class MemoryObjectReader: ObjectReader {
    private let bytes: [UInt8]
    private let key: ObjectKey

    init(_ bytes: [UInt8], key: ObjectKey) {
        self.bytes = bytes
        self.key = key
    }

    var size: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) {
        guard offset <= size, UInt64(buffer.count) <= size - offset else {
            throw StoreError(.integrity, "\(key) ends before its data does")
        }
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: .init(rebasing: $0[Int(offset)...].prefix(buffer.count)))
        }
    }
}

/// An object of a `MemoryStorage` being made.
private final class MemoryObjectWriter: ObjectWriter {
    private let storage: MemoryStorage
    private var bytes: [UInt8] = []

    init(_ storage: MemoryStorage) { self.storage = storage }

    var length: UInt64 { UInt64(bytes.count) }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        self.bytes.append(contentsOf: bytes)
    }

    func publish(as key: ObjectKey) throws(StoreError) -> PublishOutcome {
        storage.put(bytes, as: key)
    }

    func publish(replacing key: ObjectKey) throws(StoreError) {
        storage.replace(key, with: bytes)
    }

    func abandon() { bytes = [] }
}
