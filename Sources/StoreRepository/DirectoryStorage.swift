package import FileIO
package import StoreInterface
package import StoreModel
import SystemPackage

/// Objects as files beneath one directory.
package final class DirectoryStorage: ObjectStorage {
    package let root: Directory
    private let places: DurableDirectory

    /// `root` exists; nothing is made until something is written.
    package init(root: Directory) {
        self.root = root
        places = DurableDirectory(root: root)
    }

    package func makeWriter() throws(StoreError) -> any ObjectWriter {
        do throws(FileError) {
            let temporaries = try places.directoryForNow("tmp")
            return DirectoryObjectWriter(try DurableFile(in: temporaries), places: places)
        } catch {
            throw StoreError(error, "cannot write to the store at \(root.path)")
        }
    }

    package func open(_ key: ObjectKey) throws(StoreError) -> any ObjectReader {
        do throws(FileError) {
            let file = try root.openFile(key.text)
            guard try file.status().kind == .file else {
                throw FileError(call: "openat", path: key.text, errno: .isDirectory)
            }
            return try DirectoryObjectReader(file)
        } catch {
            throw DirectoryStorage.damaged(error)
                ?? StoreError(error, "cannot open \(root.path)/\(key)")
        }
    }

    package func information(_ key: ObjectKey) throws(StoreError) -> ObjectInformation? {
        do throws(FileError) {
            guard let status = try root.status(key.text) else { return nil }
            guard status.kind == .file else {
                throw FileError(call: "fstat", path: key.text, errno: .isDirectory)
            }
            return ObjectInformation(
                size: status.size, modified: Timestamp(milliseconds: status.modifiedMilliseconds))
        } catch {
            throw DirectoryStorage.damaged(error)
                ?? StoreError(error, "cannot look at \(root.path)/\(key)")
        }
    }

    package func list(_ prefix: String) throws(StoreError) -> [ObjectListing] {
        do throws(FileError) {
            let directory = prefix.isEmpty ? root : try root.openDirectory(prefix)
            var listing: [ObjectListing] = []
            for entry in try directory.entries() {
                // Names that are not UTF-8 are not the store's.
                guard let name = entry.name else { continue }
                listing.append(ObjectListing(name: name, isPrefix: entry.kind == .directory))
            }
            return listing
        } catch {
            if error.errno == .noSuchFileOrDirectory { return [] }
            throw StoreError(error, "cannot list \(root.path)/\(prefix)")
        }
    }

    package func settle(_ key: ObjectKey) throws(StoreError) {
        do throws(FileError) {
            try root.openFile(key.text).sync()
            try root.openDirectory(key.parent.isEmpty ? "." : key.parent).sync()
        } catch {
            throw StoreError(error, "cannot make \(root.path)/\(key) durable")
        }
    }

    package func delete(_ key: ObjectKey) throws(StoreError) {
        do throws(FileError) {
            try root.removeFile(key.text)
        } catch {
            if error.errno == .noSuchFileOrDirectory { return }
            throw StoreError(error, "cannot remove \(root.path)/\(key)")
        }
    }

    /// Something stands where an object should, and it is no file: a directory, a link, a FIFO.
    private static func damaged(_ error: FileError) -> StoreError? {
        switch error.errno {
        case .isDirectory, .tooManySymbolicLinkLevels, .noSuchAddressOrDevice:
            StoreError(
                .integrity, "\(error.path) is not a file", fix: "store verify --all --repair",
                cause: error.description)
        default: nil
        }
    }
}
