import FileIO
package import Hashing
import Sabotage
package import StoreInterface
package import StoreModel

/// What the files of one source were when they were last pushed: `cache/stat/`. Derivable: a cache
/// that is lost, damaged or of another build is an empty one.
///
/// A file that changes twice within one tick of the file system's clock looks the same after both. So
/// only files whose last change lay two seconds back when they were looked at are remembered; the
/// coarsest clock in use (FAT) has ticks of that length.
package struct StatCache: Equatable, Sendable {
    /// Nanoseconds.
    private static let settlingTime: Int64 = 2_000_000_000
    private static let magic = Array("STORSTAT".utf8)
    private static let version: UInt32 = 1
    private static let headerSize = 24
    private static let rowSize = 72
    /// About 14 million files.
    private static let byteLimit = 1 << 30

    private var contents: [FileIdentity: Digest] = [:]

    package init() {}

    /// The digest of the file that had this identity.
    package func content(of file: FileIdentity) -> Digest? { contents[file] }

    /// Remembers a file that was looked at not before `time`.
    package mutating func remember(_ file: FileIdentity, as content: Digest, at time: Timestamp) {
        let latest = time.milliseconds * 1_000_000 - StatCache.settlingTime
        guard max(file.modified, file.changed) < latest || Sabotage.skipsSettlingTime else {
            return
        }
        contents[file] = content
    }

    /// What is remembered of the source that `key` names.
    package static func load(_ key: Digest, from storage: any ObjectStorage) -> StatCache {
        // What cannot be read is not remembered.
        guard let bytes = try? storage.readAll(place(key), limit: byteLimit),
            let cache = StatCache(parsing: bytes)
        else { return StatCache() }
        return cache
    }

    /// Keeps it under `key`, in place of what was there.
    package func save(as key: Digest, in storage: any ObjectStorage) {
        // What cannot be kept, on a full disk say, costs the next push its time and nothing else.
        try? storage.delete(StatCache.place(key))
        // Of two pushes of one source at once, one is remembered.
        _ = try? storage.put(bytes, as: StatCache.place(key))
    }

    private static func place(_ key: Digest) -> ObjectKey { ObjectLayout.statCache(key) }

    private var bytes: [UInt8] {
        var out = LittleEndianBytes(
            capacity: StatCache.headerSize + contents.count * StatCache.rowSize + 8)
        out.append(StatCache.magic)
        out.append(StatCache.version)
        out.append(UInt32(0))
        out.append(UInt64(contents.count))
        for (file, digest) in contents.sorted(by: { $0.key < $1.key }) {
            out.append(file.device)
            out.append(file.inode)
            out.append(file.size)
            out.append(file.modified)
            out.append(file.changed)
            out.append(digest)
        }
        out.append(out.bytes.withUnsafeBytes(Checksum.of))
        return out.bytes
    }

    private init?(parsing bytes: [UInt8]) {
        let count = bytes.count - StatCache.headerSize - 8
        guard count >= 0, count % StatCache.rowSize == 0, bytes.starts(with: StatCache.magic)
        else { return nil }
        let rows = count / StatCache.rowSize
        let isSound = bytes.withUnsafeBytes { all in
            all.loadUnaligned(fromByteOffset: 8, as: UInt32.self).littleEndian == StatCache.version
                && StatCache.word(all, 16) == UInt64(rows)
                && Checksum.of(.init(rebasing: all.dropLast(8)))
                    == StatCache.word(all, all.count - 8)
        }
        guard isSound else { return nil }
        contents.reserveCapacity(rows)
        bytes.withUnsafeBytes { all in
            for row in 0..<rows {
                let start = StatCache.headerSize + row * StatCache.rowSize
                let words = (0..<5).map { StatCache.word(all, start + $0 * 8) }
                let file = FileIdentity(
                    device: words[0], inode: words[1], size: words[2],
                    modified: Int64(bitPattern: words[3]), changed: Int64(bitPattern: words[4]))
                contents[file] = Digest(bytes: .init(rebasing: all[start + 40..<start + 72]))
            }
        }
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
