import FUSE
import FileIO
import Synchronization
import SystemPackage

/// A tiny tree: a file, a long file, a link, an empty name, and a directory of many files. It keeps
/// count of the kernel's references.
final class MemoryFileSystem: FileSystem {
    static let greeting = Array("hello\n".utf8)
    static let longSize = 5 << 20
    static let crowd = 3000

    private let references = Mutex<[UInt64: Int]>([:])
    /// Called before a read is answered.
    private let beforeRead: @Sendable () -> Void
    /// Called before a lookup is answered.
    private let beforeLookup: @Sendable () -> Void
    private let beforeOpen: @Sendable () -> Void
    private let beginning: @Sendable () -> Void
    /// The path of a plain file with the long file's bytes, or with others, which shows who reads them.
    private let plain: Mutex<String?>
    /// How often the long file was asked for and given back, and reads that came here.
    let counts = Mutex((opens: 0, releases: 0, reads: 0))

    init(
        beforeRead: @escaping @Sendable () -> Void = {},
        beforeLookup: @escaping @Sendable () -> Void = {},
        beforeOpen: @escaping @Sendable () -> Void = {}, plain: String? = nil,
        beginning: @escaping @Sendable () -> Void = {}
    ) {
        self.beforeRead = beforeRead
        self.beforeLookup = beforeLookup
        self.beforeOpen = beforeOpen
        self.plain = Mutex(plain)
        self.beginning = beginning
    }

    /// Nodes that the kernel still refers to, and how often.
    var held: [UInt64: Int] { references.withLock { $0.filter { $0.value != 0 } } }

    /// The byte of the long file at `offset`.
    static func byte(at offset: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: offset &* 2_654_435_761 >> 11)
    }

    func initialised() { beginning() }

    func lookup(_ name: [UInt8], in parent: UInt64) throws(Errno) -> LookupReply {
        beforeLookup()
        let text = String(decoding: name, as: UTF8.self)
        let node: UInt64? =
            switch (parent, text) {
            case (1, "greeting"): 2
            case (1, "long"): 3
            case (1, "link"): 4
            case (1, "crowd"): 5
            case (5, _): UInt64(text).map { $0 + 100 }
            default: nil
            }
        if text == "broken" { throw .ioError }
        guard let node else { return .absent(text == "never" ? .never : .forever) }
        references.withLock { $0[node, default: 0] += 1 }
        return .entry(entry(node))
    }

    func forget(_ node: UInt64, count: UInt64) {
        references.withLock { $0[node, default: 0] -= Int(count) }
    }

    func attributes(of node: UInt64) throws(Errno) -> AttributesReply {
        AttributesReply(attributes: entry(node).attributes, validity: .forever)
    }

    func readLink(_ node: UInt64) throws(Errno) -> [UInt8] { Array("greeting".utf8) }

    /// From now on the long file stands there; nil: nowhere.
    func setPlain(_ path: String?) { plain.withLock { $0 = path } }

    func plainFile(of node: UInt64) -> FileReader? {
        guard node == 3, let path = plain.withLock({ $0 }) else { return nil }
        return try? FileReader(path: path)  // nil is an answer too
    }

    func open(_ node: UInt64) throws(Errno) {
        beforeOpen()
        if node == 3 { counts.withLock { $0.opens += 1 } }
    }

    func release(_ node: UInt64) {
        if node == 3 { counts.withLock { $0.releases += 1 } }
    }

    func read(
        _ node: UInt64, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        beforeRead()
        if node == 3 { counts.withLock { $0.reads += 1 } }
        let size = node == 3 ? MemoryFileSystem.longSize : MemoryFileSystem.greeting.count
        let count = max(0, min(buffer.count, size - Int(offset)))
        for index in 0..<count {
            let place = Int(offset) + index
            buffer[index] =
                node == 3 ? MemoryFileSystem.byte(at: place) : MemoryFileSystem.greeting[place]
        }
        return count
    }

    func openDirectory(_ node: UInt64) throws(Errno) -> OpenReply {
        OpenReply(handle: 0, content: .constant)
    }

    func list(
        _ node: UInt64, handle: UInt64, from offset: UInt64, into listing: inout DirectoryListing
    ) throws(Errno) {
        let names =
            node == 5
            ? (0..<MemoryFileSystem.crowd).map { ("\($0)", UInt64($0) + 100) }
            : [("greeting", 2), ("long", 3), ("link", 4), ("crowd", 5)]
        let all = [(".", node), ("..", 1)] + names
        for (index, (name, child)) in all.enumerated().dropFirst(Int(offset)) {
            guard listing.append(Array(name.utf8), entry(child), next: UInt64(index) + 1) else {
                return
            }
            if listing.givesReferences, index > 1 {
                references.withLock { $0[child, default: 0] += 1 }
            }
        }
    }

    func releaseDirectory(_ node: UInt64, handle: UInt64) {}

    func statistics() throws(Errno) -> FileSystemStatistics {
        FileSystemStatistics(bytes: 10_000_000, files: 77)
    }

    func extendedAttribute(_ name: String, of node: UInt64) throws(Errno) -> [UInt8]? {
        name == "user.colour" ? Array("blue".utf8) : nil
    }

    func extendedAttributeNames(of node: UInt64) throws(Errno) -> [String] {
        ["user.colour", "user.shape"]
    }

    private func entry(_ node: UInt64) -> NodeEntry {
        let (kind, permissions, size): (FileAttributes.Kind, UInt16, Int) =
            switch node {
            case 1, 5: (.directory, 0o555, 0)
            case 3: (.file, 0o444, MemoryFileSystem.longSize)
            case 4: (.symbolicLink, 0o777, 8)
            default: (.file, 0o444, MemoryFileSystem.greeting.count)
            }
        return NodeEntry(
            node: node,
            attributes: FileAttributes(
                inode: node, kind: kind, permissions: permissions, size: UInt64(size), links: 1,
                modified: 1_700_000_000_123),
            nameValidity: .forever, attributesValidity: .forever)
    }
}
