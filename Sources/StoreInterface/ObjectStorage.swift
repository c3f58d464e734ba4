package import StoreModel

/// Where the objects of a store stand: a directory, memory, later a bucket. Objects are put once
/// and never changed; `ObjectStorageContract` in the tests is the suite that every one passes.
package protocol ObjectStorage: Sendable {
    /// A new, nameless object to be filled and published; it costs nothing if abandoned.
    func makeWriter() throws(StoreError) -> any ObjectWriter
    /// Opens an object for reading; throws `notFound` if it is absent.
    func open(_ key: ObjectKey) throws(StoreError) -> any ObjectReader
    /// What is known of an object without opening it; nil if absent.
    func information(_ key: ObjectKey) throws(StoreError) -> ObjectInformation?
    /// The immediate children of `prefix` ("" or a path without a trailing slash), unordered; empty
    /// if there is no such place.
    func list(_ prefix: String) throws(StoreError) -> [ObjectListing]
    /// Makes an object durable whose writer may not have come that far: it was seen, but may be gone
    /// after a power cut. Needs no space. Throws `notFound` if it is absent.
    func settle(_ key: ObjectKey) throws(StoreError)
    /// Removes an object durably; absent is fine.
    func delete(_ key: ObjectKey) throws(StoreError)
}

/// One object's size and age.
package struct ObjectInformation: Hashable, Sendable {
    /// Bytes.
    package let size: UInt64
    /// When it was published.
    package let modified: Timestamp

    package init(size: UInt64, modified: Timestamp) {
        self.size = size
        self.modified = modified
    }
}

/// A child of a prefix: an object, or a further prefix.
package struct ObjectListing: Hashable, Sendable {
    package let name: String
    package let isPrefix: Bool

    package init(name: String, isPrefix: Bool) {
        self.name = name
        self.isPrefix = isPrefix
    }
}

/// An object being read. Owned by one reader or shared; reads are positional.
package protocol ObjectReader: AnyObject, Sendable {
    var size: UInt64 { get }
    /// Fills `buffer` from `offset`; throws `integrity` if the object ends before it is full.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError)
}

/// An object being written, by one thread.
package protocol ObjectWriter: AnyObject {
    var length: UInt64 { get }
    func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError)
    /// Makes the object look as if it had been published then. Where objects have no times, nothing.
    func backdate(to time: Timestamp) throws(StoreError)
    /// Makes the bytes durable under `key` unless the key is taken. Returns when both bytes and
    /// name are durable, also where another writer was first.
    func publish(as key: ObjectKey) throws(StoreError) -> PublishOutcome
    /// Makes the bytes durable under `key` in place of a damaged object. For repair alone.
    func publish(replacing key: ObjectKey) throws(StoreError)
    /// Lets go of the bytes without a trace. Must be called if nothing was published.
    func abandon()
}

/// What became of an object that was to be published.
package enum PublishOutcome: Sendable {
    /// The name is new.
    case created
    /// The name was there, with the same bytes.
    case identical
    /// The name was there, with other bytes.
    case taken
}

extension ObjectWriter {
    package func backdate(to time: Timestamp) throws(StoreError) {}
}

extension ObjectStorage {
    /// The whole object, at most `limit` bytes; throws `integrity` if it is larger.
    package func readAll(_ key: ObjectKey, limit: Int) throws(StoreError) -> [UInt8] {
        let reader = try open(key)
        guard reader.size <= UInt64(limit) else {
            throw StoreError(
                .integrity, "\(key) has \(reader.size) bytes; at most \(limit) make sense")
        }
        var bytes = [UInt8](repeating: 0, count: Int(reader.size))
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(StoreError) in try reader.read(at: 0, into: buffer) }
        }
        try result.get()
        return bytes
    }

    /// Puts `bytes` under `key` unless it is taken; as if at `time`, where one is given.
    @discardableResult
    package func put(
        _ bytes: [UInt8], as key: ObjectKey, asOf time: Timestamp? = nil
    ) throws(StoreError) -> PublishOutcome {
        let writer = try filled(with: bytes)
        if let time {
            do throws(StoreError) { try writer.backdate(to: time) } catch {
                writer.abandon()
                throw error
            }
        }
        return try writer.publish(as: key)
    }

    /// Puts `bytes` in the place of a damaged object.
    package func replace(_ key: ObjectKey, with bytes: [UInt8]) throws(StoreError) {
        let writer = try filled(with: bytes)
        try writer.publish(replacing: key)
    }

    private func filled(with bytes: [UInt8]) throws(StoreError) -> any ObjectWriter {
        let writer = try makeWriter()
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(StoreError) in try writer.append(buffer) }
        }
        do throws(StoreError) {
            try result.get()
        } catch {
            writer.abandon()
            throw error
        }
        return writer
    }
}
