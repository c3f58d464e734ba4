import FileIO
import StoreInterface
import StoreModel
import StoreOperations
import SystemPackage

/// The file in which `store watch` notes how far it has come. It is replaced as a whole and durably.
struct CursorFile {
    private let directory: Directory
    private let name: String
    private let path: String

    init(_ path: String) throws(StoreError) {
        let file = FilePath(path)
        guard let last = file.lastComponent, last.kind == .regular else {
            throw StoreError(
                .usage, "--cursor \(quoted(path)) is not the name of a file",
                fix: "--cursor ./qb.cursor")
        }
        let parent = file.removingLastComponent()
        self.path = path
        name = last.string
        directory = try attempting("cannot open the directory of the cursor \(quoted(path))") {
            () throws(FileError) in
            try Directory(path: parent.isEmpty ? "." : parent.string)
        }
    }

    /// nil if there is none yet.
    func read() throws(StoreError) -> WatchCursor? {
        let bytes = try attempting("cannot read the cursor \(quoted(path))") {
            () throws(FileError) -> [UInt8]? in
            guard try directory.status(name) != nil else { return nil }
            return try directory.openFile(name).readAll(limit: 4096)
        }
        return try bytes.map { bytes throws(StoreError) in try WatchCursor(parsing: bytes) }
    }

    func write(_ cursor: WatchCursor) throws(StoreError) {
        try attempting("cannot write the cursor \(quoted(path))") { () throws(FileError) in
            let file = try DurableFile(in: directory, permissions: 0o600)
            try cursor.canonicalBytes.withUnsafeBytes { bytes in
                Result { () throws(FileError) in try file.append(bytes) }
            }.get()
            try file.publish(in: directory, replacing: name)
        }
    }
}
