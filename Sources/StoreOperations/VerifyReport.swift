package import StoreModel

/// What `store verify` found.
package struct VerifyReport: Sendable {
    /// One damaged or missing object, and what became of it.
    package struct Problem: Hashable, Sendable {
        /// What is wrong. Raw values are part of the document.
        package enum Kind: String, Sendable, CaseIterable {
            /// Something names it, and it is not there.
            case missing
            /// Its bytes are not the ones its name stands for.
            case corrupt
            /// Its bytes are right, or unnamed, but not of the form they should have.
            case malformed
            /// It could not be read: an I/O error, permissions.
            case unreadable
            /// The journal's chain or the refs that follow from it do not hold.
            case chain
        }

        /// The object's key: `packs/ab/….pack`, `manifests/ab/…`, or `sha256:…` for a blob.
        package var object: String
        package var kind: Kind
        /// The file in the version that is affected, where it is one.
        package var path: String?
        /// The versions that cannot be read whole because of it.
        package var versions: [VersionID]
        package var repaired: Bool

        package init(
            object: String, kind: Kind, path: String? = nil, versions: [VersionID] = [],
            repaired: Bool = false
        ) {
            self.object = object
            self.kind = kind
            self.path = path
            self.versions = versions
            self.repaired = repaired
        }

        package var json: JSON {
            .object([
                "object": .string(object), "kind": .string(kind.rawValue),
                "path": path.map(JSON.string) ?? .null,
                "versions": .array(versions.map { .string($0.text) }),
                "repaired": .bool(repaired),
            ])
        }
    }

    /// Objects and plain bytes that were checked.
    package var objects: UInt64
    package var bytes: UInt64
    package var problems: [Problem]

    package init(objects: UInt64 = 0, bytes: UInt64 = 0, problems: [Problem] = []) {
        self.objects = objects
        self.bytes = bytes
        self.problems = problems
    }

    /// Nothing is damaged now.
    package var isSound: Bool { problems.allSatisfy(\.repaired) }

    /// The document `store.verify/1`.
    package var json: JSON {
        .object([
            "schema": "store.verify/1", "ok": .bool(isSound), "objects": .integer(Int64(objects)),
            "bytes": .integer(Int64(bytes)), "problems": .array(problems.map(\.json)),
        ])
    }
}
