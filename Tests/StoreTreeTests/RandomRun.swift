import Hashing
import StoreModel
import StoreTree
import TestSupport
import Testing

/// One run of random operations against a tree and the naive model beside it.
struct RandomRun {
    /// A node that the kernel holds.
    private struct Held {
        let path: [String]
        /// What it was when it was found; nil for what changes as time goes by.
        let frozen: Sight?
        var references: UInt64
    }

    private struct Handle {
        let node: NodeID
        let handle: UInt64
        let names: Set<String>
    }

    private static let ids = (1...40).map { "v\($0)" }
    private static let models = ["qb", "acme", "acme/trust", "x/y/z"]
    private static let contents = ["", "one", "two", "three", "a longer content", "six"]
    private static let components = ["a", "a-b", "a0", "b", "c d", "Z"]

    private let store = FakeStore()
    private let scope: TreeScope
    private var numbers: SeededRandom
    private var naive: NaiveStore
    private var mount: Walker
    private var held: [NodeID: Held] = [:]
    private var handles: [Handle] = []

    init(seed: UInt64, scope: TreeScope) {
        numbers = SeededRandom(seed: seed)
        self.scope = scope
        switch scope {
        case .model(let name): naive = NaiveStore(rootModel: name.text, showsModels: false)
        case .store(let name): naive = NaiveStore(rootModel: name?.text, showsModels: true)
        }
        mount = Walker(store, scope)
    }

    mutating func step() throws {
        switch numbers.below(20) {
        case 0: try push()
        case 1, 2: try promote()
        case 3: try tag()
        case 4: mount = Walker(store, scope)
        case 5: forget()
        case 6: try openDirectory()
        case 7, 8: try readOpenDirectory()
        case 9, 10, 11: try list()
        case 12, 13: try visitHeld()
        default: try walk()
        }
    }

    // MARK: Changes

    private mutating func push() throws {
        let name = one(of: RandomRun.models)
        let used = Set(naive.models[name]?.versions.map(\.id) ?? [])
        guard let id = RandomRun.ids.first(where: { !used.contains($0) }) else { return }
        var files: [String: FakeFile] = [:]
        var directories: Set<String> = []
        for _ in 0..<numbers.below(9) {
            let path = randomPath(depth: 1 + numbers.below(3))
            let text = path.joined(separator: "/")
            let taken = Array(files.keys) + Array(directories)
            guard
                !taken.contains(where: {
                    $0 == text || $0.hasPrefix(text + "/") || text.hasPrefix($0 + "/")
                })
            else { continue }
            if numbers.below(6) == 0 {
                directories.insert(text)
            } else {
                let content = one(of: RandomRun.contents)
                files[text] = FakeFile(content, isExecutable: numbers.below(5) == 0)
            }
        }
        let digest = try store.push(id, of: name, files, directories: Array(directories))
        naive.models[name, default: NaiveStore.Model()].versions.append(
            NaiveStore.Version(
                id: id, files: files, directories: Array(directories), digest: digest))
        naive.models[name]?.refs["latest"] = id
    }

    private mutating func randomPath(depth: Int) -> [String] {
        (0..<depth).compactMap { _ in pick(RandomRun.components) }
    }

    private mutating func promote() throws {
        guard let name = pick(naive.models.keys.sorted()),
            let id = pick(naive.models[name]?.versions.map(\.id) ?? [])
        else { return }
        let active = naive.models[name]?.refs["active"]
        guard id != active else { return }
        try store.promote(id, of: name)
        naive.models[name]?.refs["previous"] = active
        naive.models[name]?.refs["active"] = id
    }

    private mutating func tag() throws {
        guard let name = pick(naive.models.keys.sorted()),
            let id = pick(naive.models[name]?.versions.map(\.id) ?? [])
        else { return }
        try store.tag("canary", id, of: name)
        naive.models[name]?.refs["canary"] = id
    }

    private mutating func pick<Items: Collection>(_ items: Items) -> Items.Element? {
        items.randomElement(using: &numbers)
    }

    /// One of a list that is not empty.
    private mutating func one<Item>(of items: [Item]) -> Item { items[numbers.below(items.count)] }

    // MARK: Reading

    /// A path that often leads somewhere: down the naive tree, with a wrong turn now and then.
    private mutating func somePath() -> [String] {
        var path: [String] = []
        while let names = naive.look(path)?.sight.names?.sorted(), numbers.below(8) > 0 {
            if numbers.below(12) == 0 { return path + randomPath(depth: 1) }
            guard let name = pick(names) else { break }
            path.append(name)
        }
        return path
    }

    private mutating func walk() throws {
        let path = somePath()
        var node = NodeID.root
        for depth in path.indices {
            let here = Array(path[...depth])
            let expected = naive.look(here)
            switch try mount.tree.lookup(Array(path[depth].utf8), in: node) {
            case .absent:
                #expect(expected == nil, "\(here)")
                return
            case .found(let entry):
                let expected = try #require(expected, "\(here)")
                hold(entry.node, here, expected)
                try check(entry.node, expected.sight, here)
                node = entry.node
            }
        }
    }

    private mutating func hold(
        _ node: NodeID, _ path: [String], _ expected: (sight: Sight, isLive: Bool)
    ) {
        if held[node] == nil {
            held[node] = Held(
                path: path, frozen: expected.isLive ? nil : expected.sight, references: 0)
        }
        held[node]?.references += 1
    }

    /// Asks a node for everything that the sight says of it.
    private func check(_ node: NodeID, _ sight: Sight, _ path: [String]) throws {
        let (attributes, _) = try mount.tree.attributes(of: node)
        #expect(attributes.inode == node.rawValue)
        switch sight {
        case .directory(let names):
            #expect(attributes.kind == .directory, "\(path)")
            let listed = try mount.names(node, try mount.tree.openDirectory(node), step: 5)
            #expect(Set(listed) == names && listed.count == names.count, "\(path)")
        case .file(let file):
            #expect(attributes.kind == .file && attributes.size == UInt64(file.bytes.count))
            #expect(attributes.permissions == (file.isExecutable ? 0o555 : 0o444), "\(path)")
            #expect(try mount.read(node) == file.bytes, "\(path)")
        case .link(let target):
            #expect(attributes.kind == .symbolicLink)
            #expect(try mount.tree.readLink(node) == Array(target.utf8), "\(path)")
        case .document(let digest):
            #expect(SHA256Hasher.digest(of: try mount.read(node, step: 512)) == digest)
        }
    }

    private mutating func list() throws {
        let path = somePath()
        guard let names = naive.look(path)?.sight.names else { return }
        // Whatever was thrown, the oracle knows the path and the tree does not.
        guard let node = try? mount.node(path.joined(separator: "/")) else {
            Issue.record("\(path) is not found")
            return
        }
        let items = try mount.items(node, try mount.tree.openDirectory(node), step: 4)
        #expect(Set(items.dropFirst(2).map { String(decoding: $0.name, as: UTF8.self) }) == names)
        for item in items where !item.isSelfOrParent && numbers.below(2) == 0 {
            let below = path + [String(decoding: item.name, as: UTF8.self)]
            let expected = try #require(naive.look(below), "\(below)")
            mount.tree.countReference(item)
            hold(item.entry.node, below, expected)
        }
    }

    private mutating func visitHeld() throws {
        guard let node = pick(held.keys.sorted { $0.rawValue < $1.rawValue }),
            let what = held[node], let sight = what.frozen ?? naive.look(what.path)?.sight
        else { return }
        do {
            try check(node, sight, what.path)
        } catch let error as StoreError {
            // A link that has moved is not searched for: the kernel walks the path again.
            guard case .link = sight, error.code == .notFound else { throw error }
        }
    }

    private mutating func forget() {
        guard let node = pick(held.keys.sorted { $0.rawValue < $1.rawValue }) else {
            return
        }
        mount.tree.forget(node, count: held[node]?.references ?? 0)
        held[node] = nil
    }

    private mutating func openDirectory() throws {
        let path = somePath()
        guard path.first != "models" || path.count > 4, let (sight, _) = naive.look(path),
            let names = sight.names
        else { return }
        let node = try mount.node(path.joined(separator: "/"))
        let handle = try mount.tree.openDirectory(node)
        handles.append(Handle(node: node, handle: handle, names: names))
    }

    private mutating func readOpenDirectory() throws {
        guard let open = pick(handles) else { return }
        let names = try mount.names(open.node, open.handle, step: 1 + numbers.below(6))
        #expect(Set(names) == open.names && names.count == open.names.count)
    }
}
