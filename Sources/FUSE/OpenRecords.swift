import FileIO
import SystemPackage

/// What is open in a mount, in a memory file that outlives the worker: lines of one size, each written
/// whole. The supervisor holds the file and does not look into it.
final class OpenRecords: Sendable {
    /// 32 MiB of lines.
    static let limit = 1 << 20

    private let file: MemoryFile

    init(_ file: consuming MemoryFile) { self.file = file }

    /// The number of the file, which can stand for any regular file.
    var number: Int32 { file.descriptor.raw }

    /// All lines, by their numbers.
    func load() throws(FileError) -> [OpenRecord] {
        let bytes = try file.contents(limit: min(file.size(), OpenRecords.limit * OpenRecord.size))
        return try bytes.withUnsafeBytes { all in
            Result { () throws(FileError) in
                try stride(
                    from: 0, to: all.count - all.count % OpenRecord.size, by: OpenRecord.size
                )
                .map { start throws(FileError) in
                    let line = all[start..<start + OpenRecord.size]
                    guard let record = OpenRecord(.init(rebasing: line)) else {
                        throw FileError(call: "read", path: "memory file", errno: .ioError)
                    }
                    return record
                }
            }
        }.get()
    }

    func put(_ record: OpenRecord, at line: Int) throws(FileError) {
        try file.put(record.bytes, at: line * OpenRecord.size)
    }
}
