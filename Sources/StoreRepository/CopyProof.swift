import FileIO
import Hashing
import StoreInterface
import StoreModel

/// Says that the plain file of a blob was hashed in this boot, and what file that was: what one process
/// of the store has found out, others need not. A file in `cache/checked/`, named for the blob; losing
/// it costs one more pass over the plain file.
struct CopyProof: Equatable {
    private static let magic = Array("STORCHKD".utf8)
    private static let version: UInt32 = 1
    private static let identitySize = 36
    private static let size = 8 + 4 + 4 + identitySize + 4 + Digest.byteCount + 32 + 8

    let place: PlainPlace
    let identity: CopyIdentity

    /// nil if there is none, or none that holds now.
    static func load(_ blob: Digest, from storage: any ObjectStorage) -> CopyProof? {
        // What cannot be read proves nothing.
        guard let bytes = try? storage.readAll(ObjectLayout.copyProof(blob), limit: size) else {
            return nil
        }
        return CopyProof(bytes)
    }

    func save(as blob: Digest, in storage: any ObjectStorage) {
        guard let bytes, CopyProof.load(blob, from: storage) != self else { return }
        let key = ObjectLayout.copyProof(blob)
        // What cannot be kept, on a full disk say, costs another process its time and nothing else.
        try? storage.delete(key)
        // Of two that come at once either is right.
        _ = try? storage.put(bytes, as: key)
    }

    /// nil where nobody knows which boot this is.
    private var bytes: [UInt8]? {
        guard let boot = KernelBoot.identifier else { return nil }
        var out = LittleEndianBytes(capacity: CopyProof.size)
        out.append(CopyProof.magic)
        out.append(CopyProof.version)
        switch place {
        case .copy: out.append(UInt32(0))
        case .pack: out.append(UInt32(1))
        }
        out.append(boot)
        out.append(UInt32(0))
        switch place {
        case .copy: out.append([UInt8](repeating: 0, count: Digest.byteCount))
        case .pack(let pack): out.append(pack)
        }
        for word in [identity.device, identity.inode, identity.size] { out.append(word) }
        out.append(identity.changed)
        out.append(out.bytes.withUnsafeBytes(Checksum.of))
        return out.bytes
    }

    private init?(_ bytes: [UInt8]) {
        guard bytes.count == CopyProof.size else { return nil }
        let words = bytes.withUnsafeBytes { all in
            (0..<4).map { index in
                UInt64(
                    littleEndian: all.loadUnaligned(
                        fromByteOffset: 88 + 8 * index, as: UInt64.self))
            }
        }
        let (kind, pack) = bytes.withUnsafeBytes { all in
            (all[12], Digest(bytes: .init(rebasing: all[56..<88])))
        }
        identity = CopyIdentity(
            device: words[0], inode: words[1], size: words[2],
            changed: Int64(bitPattern: words[3]))
        place = kind == 0 ? .copy : .pack(pack)
        // Another version, boot or kind, or a bit that is wrong, makes other bytes.
        guard self.bytes == bytes else { return nil }
    }

    init(_ place: PlainPlace, _ identity: CopyIdentity) {
        self.place = place
        self.identity = identity
    }
}
