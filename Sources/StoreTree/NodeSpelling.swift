import Hashing
import StoreModel

/// Bytes to hash: each part is preceded by its length, so that no two identities spell the same.
struct NodeSpelling {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    mutating func add(_ part: [UInt8]) {
        add(UInt64(part.count))
        bytes.append(contentsOf: part)
    }

    mutating func add(_ number: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func add(_ home: ModelHome) {
        add(UInt64(home.position.rawValue))
        add(home.model.text)
    }

    mutating func add(_ directory: VersionDirectory, path: [UInt8]) {
        switch directory.view {
        case .versions: add("version")
        case .serving: add("serving")
        case .active(let generation):
            add("active")
            add(generation)
        }
        add(directory.home)
        add(directory.manifest)
        add(path)
    }

    mutating func add(_ digest: Digest) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Digest.byteCount))
        bytes.withUnsafeMutableBytes { digest.store(to: $0, at: start) }
    }
}
