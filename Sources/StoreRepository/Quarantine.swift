package import StoreInterface
import StoreModel

/// What the sweep has taken out of use and nobody has deleted yet: `trash/<batch>/`, where the names
/// of objects have `!` for `/`. One flat directory a batch, because a full disk has room for little
/// more. Readers look here last; a push moves back what it needs.
package struct Quarantine: Sendable {
    static let home = "trash"
    /// Says when a batch was made and which leases were held then.
    private static let recordName = "batch.json"

    let storage: any ObjectStorage

    /// What is known of one batch.
    struct Batch {
        let number: UInt64
        /// nil if its record is lost: then nothing is known of it.
        let made: Timestamp?
        /// The leases of writers that were held then. Each of them may have seen the objects in use.
        let writers: Set<String>
    }

    package init(_ storage: any ObjectStorage) { self.storage = storage }

    /// The numbers of all batches, newest first.
    func batches() throws(StoreError) -> [UInt64] {
        try storage.list(Quarantine.home).filter(\.isPrefix).compactMap { UInt64($0.name) }
            .sorted(by: >)
    }

    /// Where `key` stands in quarantine; nil if it does not.
    func place(of key: ObjectKey) throws(StoreError) -> ObjectKey? {
        for batch in try batches() {
            let place = Quarantine.place(of: key, in: batch)
            if try storage.information(place) != nil { return place }
        }
        return nil
    }

    /// The objects of a batch by the keys they had in use.
    func objects(in batch: UInt64) throws(StoreError) -> [ObjectKey] {
        try storage.list("\(Quarantine.home)/\(batch)")
            .filter { !$0.isPrefix && $0.name != Quarantine.recordName }
            .map { ObjectKey($0.name.split(separator: "!").joined(separator: "/")) }.sorted()
    }

    static func place(of key: ObjectKey, in batch: UInt64) -> ObjectKey {
        ObjectKey("\(home)/\(batch)/\(name(of: key))")
    }

    static func name(of key: ObjectKey) -> String {
        key.text.split(separator: "/").joined(separator: "!")
    }

    static func record(of batch: UInt64) -> ObjectKey {
        ObjectKey("\(home)/\(batch)/\(recordName)")
    }

    /// The number of a new batch: the time, and above all others, also above `last`, which may have
    /// come and gone. So its directory is never one that this process has made before.
    func nextNumber(after last: UInt64, at time: Timestamp) throws(StoreError) -> UInt64 {
        max(max(try batches().first ?? 0, last) + 1, UInt64(max(0, time.milliseconds)))
    }

    /// Begins a batch; its record is written before anything is moved.
    func begin(_ number: UInt64, made: Timestamp, writers: [String]) throws(StoreError) {
        let record: JSON = .object([
            "made": .string(made.description), "writers": .array(writers.map(JSON.string)),
        ])
        try storage.put(record.canonicalBytes, as: Quarantine.record(of: number))
    }

    func batch(_ number: UInt64) throws(StoreError) -> Batch {
        let key = Quarantine.record(of: number)
        guard try storage.information(key) != nil,
            // What cannot be parsed says nothing, like a record that is not there.
            let document = try? JSONParser.parse(storage.readAll(key, limit: 1 << 24)),
            let writers = document["writers"]?.array?.compactMap(\.string),
            let made = document["made"]?.string.flatMap({ Timestamp($0) })
        else { return Batch(number: number, made: nil, writers: []) }
        return Batch(number: number, made: made, writers: Set(writers))
    }
}
