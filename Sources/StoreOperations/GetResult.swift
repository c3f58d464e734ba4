package import StoreModel

/// Where a version was put as plain files.
package struct GetResult: Sendable {
    package let version: VersionDocument
    package let path: String
    /// Files that share their bytes with the store's cache.
    package let filesLinked: Int

    package init(version: VersionDocument, path: String, filesLinked: Int) {
        self.version = version
        self.path = path
        self.filesLinked = filesLinked
    }

    /// The document `store.get/1`: a version, and where it is.
    package var json: JSON {
        var members = version.members
        members["schema"] = "store.get/1"
        members["path"] = .string(path)
        members["files_linked"] = .integer(Int64(filesLinked))
        return .object(members)
    }
}
