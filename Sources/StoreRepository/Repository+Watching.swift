package import FileIO
package import StoreModel

extension Repository {
    /// Tells of records that are added to a model's journal; nil where nothing can, so that who waits
    /// has to look from time to time.
    package func watch(_ model: ModelName) -> DirectoryWatch? {
        // Watches are short on some machines; looking every second will do.
        try? directory.map { root throws(FileError) in
            try DirectoryWatch(root.openDirectory(ObjectLayout.journal(model)))
        }
    }
}
