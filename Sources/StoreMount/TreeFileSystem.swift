import FUSE
import FileIO
import Glibc
import StoreInterface
import StoreModel
import StoreTree
import Synchronization
import SystemPackage

/// FUSE requests as calls of a `MountedTree`, and back.
final class TreeFileSystem: FileSystem {
    /// Entries asked of the tree at a time: about what one listing of 4 KiB holds.
    private static let page = 32

    private let served: ServedTree
    private let health: SupervisionHealth
    private let opens: OpenModes
    private let begun: @Sendable () -> Void
    /// How many requests met damage since this worker began.
    private let damaged = Atomic<UInt64>(0)

    private var tree: MountedTree { served.tree }

    init(
        _ served: ServedTree, health: SupervisionHealth, opens: OpenModes,
        begun: @escaping @Sendable () -> Void
    ) {
        self.served = served
        self.health = health
        self.opens = opens
        self.begun = begun
    }

    func initialised() { begun() }

    func lookup(_ name: [UInt8], in parent: UInt64) throws(Errno) -> LookupReply {
        try attempt { () throws(StoreError) in
            switch try tree.lookup(name, in: NodeID(rawValue: parent)) {
            case .found(let entry): .entry(NodeEntry(entry))
            case .absent(let caching): .absent(Validity(caching))
            }
        }
    }

    func forget(_ node: UInt64, count: UInt64) {
        tree.forget(NodeID(rawValue: node), count: count)
    }

    func attributes(of node: UInt64) throws(Errno) -> AttributesReply {
        try attempt { () throws(StoreError) in
            let (attributes, caching) = try tree.attributes(of: NodeID(rawValue: node))
            return AttributesReply(
                attributes: FileAttributes(attributes), validity: Validity(caching))
        }
    }

    func readLink(_ node: UInt64) throws(Errno) -> [UInt8] {
        try attempt { () throws(StoreError) in try tree.readLink(NodeID(rawValue: node)) }
    }

    // MARK: Files

    func plainFile(of node: UInt64) -> FileReader? {
        // A node that cannot be told is opened from its chunks, which says what is wrong.
        guard let plain = served.plain, let blob = try? tree.blob(of: NodeID(rawValue: node)) else {
            return nil
        }
        return plain.plainFile(blob.digest, size: blob.size)
    }

    func open(_ node: UInt64) throws(Errno) {
        try attempt { () throws(StoreError) in try tree.openFile(NodeID(rawValue: node)) }
    }

    func read(
        _ node: UInt64, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        try attempt { () throws(StoreError) in
            try tree.read(NodeID(rawValue: node), at: offset, into: buffer)
        }
    }

    func release(_ node: UInt64) {
        tree.releaseFile(NodeID(rawValue: node))
    }

    // MARK: Directories

    func openDirectory(_ node: UInt64) throws(Errno) -> OpenReply {
        try attempt { () throws(StoreError) in
            let identifier = NodeID(rawValue: node)
            let handle = try tree.openDirectory(identifier)
            let content: OpenReply.Content =
                switch try tree.attributes(of: identifier).1 {
                case .never: .changes
                case .forever: .constant
                }
            return OpenReply(handle: handle, content: content)
        }
    }

    func list(
        _ node: UInt64, handle: UInt64, from offset: UInt64, into listing: inout DirectoryListing
    ) throws(Errno) {
        var position = Int(clamping: offset)
        let start = position
        while true {
            let items: [DirectoryItem]
            do throws(Errno) {
                items = try attempt { () throws(StoreError) in
                    try tree.items(
                        of: NodeID(rawValue: node), handle: handle, from: position,
                        limit: TreeFileSystem.page)
                }
            } catch {
                // What is already in the reply goes out; the next request meets the error first.
                if position > start { return }
                throw error
            }
            if items.isEmpty { return }
            for item in items {
                let next = UInt64(position) + 1
                guard listing.append(item.name, NodeEntry(item.entry), next: next) else { return }
                position += 1
                if listing.givesReferences, !item.isSelfOrParent { tree.countReference(item) }
            }
        }
    }

    func releaseDirectory(_ node: UInt64, handle: UInt64) {}

    // MARK: The whole

    func statistics() throws(Errno) -> FileSystemStatistics {
        try attempt { () throws(StoreError) in
            let (bytes, files) = try tree.usage()
            return FileSystemStatistics(bytes: bytes, files: files)
        }
    }

    func extendedAttribute(_ name: String, of node: UInt64) throws(Errno) -> [UInt8]? {
        if node == NodeID.root.rawValue, let attribute = RootAttribute(rawValue: name) {
            return try value(of: attribute).map { Array($0.utf8) }
        }
        return try attempt { () throws(StoreError) in
            try tree.attribute(name, of: NodeID(rawValue: node))
        }
    }

    func extendedAttributeNames(of node: UInt64) throws(Errno) -> [String] {
        let names = try attempt { () throws(StoreError) in
            try tree.attributeNames(of: NodeID(rawValue: node))
        }
        guard node == NodeID.root.rawValue else { return names }
        var own: [String] = []
        // There is always a health; which it is costs a look at every journal.
        for attribute in RootAttribute.allCases where attribute != .health {
            if try value(of: attribute) != nil { own.append(attribute.rawValue) }
        }
        return own + [RootAttribute.health.rawValue] + names
    }

    private func value(of attribute: RootAttribute) throws(Errno) -> String? {
        switch attribute {
        case .store: return served.storePath
        case .model: return served.model?.text
        case .process: return "\(getpid())"
        case .hydrated: return served.hydrated.map { "\($0())" }
        case .passthrough: return opens.use.rawValue
        case .passedThrough: return "\(opens.passedThrough)"
        case .generation:
            guard let model = served.model else { return nil }
            return try attempt { () throws(StoreError) in
                "\(try served.catalogue.state(of: model).generation)"
            }
        case .health:
            let isWell =
                health == .ok && tree.health == .ok && damaged.load(ordering: .relaxed) == 0
            return isWell ? "ok" : "degraded"
        }
    }

    /// Runs `body`; what it throws is counted, if it is damage, and becomes an errno.
    private func attempt<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(Errno) -> Value {
        do throws(StoreError) {
            return try body()
        } catch {
            if error.code == .integrity { damaged.add(1, ordering: .relaxed) }
            throw error.code.errno
        }
    }
}
