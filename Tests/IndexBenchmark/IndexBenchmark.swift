import Compression
import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// Times look-ups in the index of a store of many packs, with a merged index and without. Each phase is
/// a process of its own, because each prints its peak memory:
///
///     swift run -c release IndexBenchmark make DIR PACKS CHUNKS    a store of PACKS × CHUNKS chunks
///     swift run -c release IndexBenchmark own DIR                  own indexes, all of them in memory
///     swift run -c release IndexBenchmark merge DIR                making the merged index
///     swift run -c release IndexBenchmark open DIR                 opening and using it
@main struct IndexBenchmark {
    static let lookUps = 200_000
    /// Never merges, and never.
    static let never = MergeLimits(packs: .max / 2, rows: .max / 2, rowsAtOnce: 1)

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2 else { return print("usage: make|own|merge|open DIR …") }
        let path = arguments[2]
        switch arguments[1] {
        case "make":
            guard arguments.count == 5, let packs = Int(arguments[3]),
                let chunks = Int(arguments[4])
            else { return print("usage: make DIR PACKS CHUNKS") }
            try make(path, packs, chunks)
        case "own": try own(path)
        case "merge": try merge(path)
        case "open": try open(path)
        default: print("what is \(arguments[1])?")
        }
        try print("peak memory: \(peak())")
    }

    /// The name of the chunk of that number in that pack. Nobody reads it, so it names no bytes.
    static func digest(_ pack: Int, _ chunk: Int) -> Digest {
        SHA256Hasher.digest(of: Array("\(pack) \(chunk)".utf8))
    }

    static func make(_ path: String, _ packs: Int, _ chunks: Int) throws {
        let repository = try Repository.create(at: path)
        for pack in 0..<packs {
            let writer = try PackWriter(repository)
            var recipe: [RecipeEntry] = []
            for chunk in 0..<chunks {
                let name = digest(pack, chunk)
                try withUnsafeBytes(of: UInt8(0)) { byte in
                    try writer.add(name, plainLength: 1, codec: .raw, stored: byte)
                }
                recipe.append(RecipeEntry(chunk: name, plainLength: 1))
            }
            writer.addBlob(digest(pack, -1), size: UInt64(chunks), recipe: recipe)
            try writer.finish()
        }
        try storage(path).delete(ObjectKey("cache/index"))
    }

    static func own(_ path: String) throws {
        let catalogue = PackCatalogue(storage: try storage(path), limits: never)
        let packs = try time("load all indexes") { try catalogue.all() }
        try lookUp("hash table", packs.count, packs[0].chunkCount) {
            try catalogue.knownPlaces(of: $0).count
        }
        let indexes = try packs.map { try $0.index }
        try lookUp("pack by pack", packs.count, packs[0].chunkCount) { digest in
            indexes.count { $0.chunk(digest) != nil }
        }
    }

    static func merge(_ path: String) throws {
        try storage(path).delete(ObjectKey("cache/index"))
        let catalogue = PackCatalogue(storage: try storage(path))
        let packs = try time("make the merged index") { try catalogue.all() }
        let size = try storage(path).information(ObjectKey("cache/index"))?.size ?? 0
        let chunks = packs.reduce(0) { $0 + $1.chunkCount }
        print("\(packs.count) packs, \(chunks) chunks, \(size) bytes")
        print("\(Double(size) / Double(chunks)) bytes a chunk")
    }

    static func open(_ path: String) throws {
        let catalogue = PackCatalogue(storage: try storage(path))
        let packs = try time("open the merged index") { try catalogue.all() }
        for round in ["first touch", "after", "after"] {
            try lookUp(round, packs.count, packs[0].chunkCount) {
                try catalogue.knownPlaces(of: $0).count
            }
        }
    }

    /// Chunks that are there and, after them, chunks that are not.
    static func lookUp(
        _ what: String, _ packs: Int, _ chunks: Int, _ body: (Digest) throws -> Int
    ) throws {
        for (kind, offset) in [("there", 0), ("absent", packs)] {
            let names = (0..<lookUps).map { number in
                digest(offset + number &* 7919 % packs, number &* 104_729 % chunks)
            }
            var found = 0
            let start = now()
            for name in names { found += try body(name) }
            let each = (now() - start) / UInt64(lookUps)
            print("look-up, \(what), \(kind): \(each) ns of processor time (\(found) found)")
        }
    }

    static func time<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
        let start = ContinuousClock.now
        let processor = now()
        let value = try body()
        print("\(what): \(ContinuousClock.now - start), processor \((now() - processor) / 1000) µs")
        return value
    }

    /// Nanoseconds of this thread on a processor.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The most memory that this process had, in KiB.
    static func peak() throws -> String {
        let status = try FileReader(path: "/proc/self/status")
        var bytes = [UInt8](repeating: 0, count: 4096)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(FileError) -> Int in try status.read(at: 0, into: buffer) }
        }
        let text = String(decoding: bytes.prefix(try result.get()), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.map { String($0.dropFirst(6).drop { $0 == " " || $0 == "\t" }) } ?? "not known"
    }

    static func storage(_ path: String) throws -> DirectoryStorage {
        DirectoryStorage(root: try Directory(path: path))
    }
}
