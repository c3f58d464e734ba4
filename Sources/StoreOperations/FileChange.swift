package import StoreModel

/// One path that two versions do not share.
package struct FileChange: Hashable, Sendable {
    package enum Kind: String, Sendable { case added, removed, changed }

    /// The path; an empty directory's ends in `/`.
    package let path: String
    package let kind: Kind
    /// Plain bytes; nil where there is no such file.
    package let bytesFrom: UInt64?
    package let bytesTo: UInt64?

    package init(path: String, kind: Kind, bytesFrom: UInt64?, bytesTo: UInt64?) {
        self.path = path
        self.kind = kind
        self.bytesFrom = bytesFrom
        self.bytesTo = bytesTo
    }

    package var json: JSON {
        .object([
            "path": .string(path), "change": .string(kind.rawValue),
            "bytes_from": bytesFrom.map { .integer(Int64($0)) } ?? .null,
            "bytes_to": bytesTo.map { .integer(Int64($0)) } ?? .null,
        ])
    }
}
