import Hashing
import StoreInterface
package import StoreModel
package import StoreRepository

/// What `store gc` did, or would do.
package struct GarbageReport: Sendable {
    /// A version that retention let go.
    package struct Removal: Sendable {
        package let model: ModelName
        package let entry: VersionEntry

        package init(model: ModelName, entry: VersionEntry) {
            self.model = model
            self.entry = entry
        }
    }

    package let removed: [Removal]
    package let outcome: GarbageCollection.Outcome
    package let commitment: Commitment

    /// The document `store.gc/1`.
    package var json: JSON {
        .object([
            "schema": "store.gc/1",
            "objects": .array(
                outcome.objects.map { object in
                    .object([
                        "object": .string(object.key.text), "kind": .string(object.kind.rawValue),
                        "bytes": .integer(Int64(object.bytes)),
                    ])
                }),
            "bytes_freed": .integer(outcome.bytesFreed), "dry_run": .bool(commitment.isDryRun),
            "removed": .array(
                removed.map { removal in
                    .object([
                        "model": .string(removal.model.text),
                        "version": .string(removal.entry.id.text),
                        "number": .integer(Int64(removal.entry.number)),
                        "digest": .string(removal.entry.manifest.hex),
                    ])
                }),
        ])
    }
}
