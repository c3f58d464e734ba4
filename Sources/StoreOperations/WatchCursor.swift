package import Hashing
package import StoreModel

/// How far somebody has followed a model's journal: the generation and the digest of its record, by
/// which a journal is known from any other.
package struct WatchCursor: Hashable, Sendable {
    package static let schema = "store.cursor/1"
    package let model: ModelName
    package let generation: UInt64
    package let record: Digest

    /// Behind `transition`.
    package init(after transition: Transition) {
        model = transition.model
        generation = transition.generation
        record = SHA256Hasher.digest(of: transition.sealedBytes)
    }

    package init(parsing bytes: [UInt8]) throws(StoreError) {
        let document: JSON
        do throws(JSONParser.Failure) {
            document = try JSONParser.parse(bytes)
        } catch {
            throw WatchCursor.malformed(error.reason)
        }
        guard document["schema"]?.string == WatchCursor.schema,
            let name = document["model"]?.string,
            let number = document["generation"]?.integer.flatMap(UInt64.init(exactly:)),
            let hex = document["record"]?.string, let digest = Digest(hex: hex)
        else { throw WatchCursor.malformed("it is not of the schema \(WatchCursor.schema)") }
        model = try ModelName(name)
        generation = number
        record = digest
    }

    package var canonicalBytes: [UInt8] {
        JSON.object([
            "schema": .string(WatchCursor.schema), "model": .string(model.text),
            "generation": .integer(Int64(generation)), "record": .string(record.hex),
        ]).canonicalBytes
    }

    /// Throws `conflict` unless `transition`, of the same generation, is the one that was seen.
    package func check(_ transition: Transition) throws(StoreError) {
        guard WatchCursor(after: transition) == self else {
            throw StoreError(
                .conflict,
                "the cursor is of another journal: generation \(generation) of \(transition.model) "
                    + "is not the record that was seen",
                fix: "remove the cursor to begin with what comes next")
        }
    }

    private static func malformed(_ reason: String) -> StoreError {
        StoreError(
            .integrity, "the cursor cannot be read: \(reason)",
            fix: "remove it to begin with what comes next")
    }
}
