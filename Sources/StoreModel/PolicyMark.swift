package import Hashing

/// Names one record of a journal of policies: which policy is, or was, in force.
package struct PolicyMark: Hashable, Sendable {
    package let generation: UInt64
    package let digest: Digest

    package init(generation: UInt64, digest: Digest) {
        self.generation = generation
        self.digest = digest
    }

    var json: JSON {
        ["generation": .integer(Int64(generation)), "digest": .string(digest.hex)]
    }

    init(_ document: JSON, place: String) throws(StoreError) {
        var reader = try MemberReader(document, place: place)
        generation = try reader.size("generation")
        digest = try reader.digest("digest")
        try reader.finish()
        guard generation > 0 else {
            throw StoreError(.integrity, "bad journal record: \(place): generations begin at 1")
        }
    }
}
