import StoreModel
import StoreTree
import Testing

/// Does to a tree what the kernel does for a path.
struct Walker {
    let tree: MountedTree

    init(_ store: FakeStore, _ scope: TreeScope, naming: NodeNaming = .sha256) {
        tree = MountedTree(
            catalogue: store, manifests: store, blobs: store, scope: scope, naming: naming)
    }

    /// A mount of the model `qb` alone.
    init(_ store: FakeStore) throws { self.init(store, .model(try ModelName("qb"))) }

    /// What a path leads to, component by component, following no links.
    func find(_ path: String) throws -> LookupResult {
        var result: LookupResult?
        var node = NodeID.root
        for component in path.utf8.split(separator: 0x2F) {
            let step = try tree.lookup(Array(component), in: node)
            guard case .found(let entry) = step else { return step }
            node = entry.node
            result = step
        }
        return try #require(result)
    }

    func entry(_ path: String) throws -> Entry {
        guard case .found(let entry) = try find(path) else {
            throw StoreError(.notFound, "no entry \(path)")
        }
        return entry
    }

    func node(_ path: String) throws -> NodeID { path.isEmpty ? .root : try entry(path).node }

    /// The names of a directory without "." and "..".
    func names(_ path: String) throws -> [String] {
        let node = try node(path)
        return try names(node, try tree.openDirectory(node))
    }

    /// The names under a handle, read `step` at a time.
    func names(_ node: NodeID, _ handle: UInt64, step: Int = 3) throws -> [String] {
        try items(node, handle, step: step).dropFirst(2)
            .map { String(decoding: $0.name, as: UTF8.self) }
    }

    func items(_ node: NodeID, _ handle: UInt64, step: Int = 3) throws -> [DirectoryItem] {
        var all: [DirectoryItem] = []
        while true {
            let some = try tree.items(of: node, handle: handle, from: all.count, limit: step)
            if some.isEmpty { return all }
            all += some
        }
    }

    func read(_ path: String) throws -> [UInt8] { try read(try node(path)) }

    /// The whole file, without opening it.
    func read(_ node: NodeID, at offset: UInt64 = 0, step: Int = 7) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            var part = [UInt8](repeating: 0, count: step)
            let count = try part.withUnsafeMutableBytes { buffer in
                try tree.read(node, at: offset + UInt64(all.count), into: buffer)
            }
            if count == 0 { return all }
            all += part[..<count]
        }
    }

    func text(_ path: String) throws -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    func attribute(_ name: String, _ path: String) throws -> String? {
        try tree.attribute("user.store." + name, of: try node(path))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    func modified(_ path: String) throws -> Timestamp {
        try tree.attributes(of: try node(path)).0.modified
    }

    /// The code of the error that `body` throws; nil if it throws none.
    func code(_ body: (MountedTree) throws -> Void) -> ErrorCode? {
        do {
            try body(tree)
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }
}
