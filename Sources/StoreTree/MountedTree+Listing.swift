package import StoreModel

extension MountedTree {
    /// The handle of a directory: with the node it names one listing, in any worker. It is the
    /// generation that is listed (for `active`: of the record that activated it), and 0 where the
    /// listing never changes, and for `models/`, which grows but never loses a name.
    package func openDirectory(_ node: NodeID) throws(StoreError) -> UInt64 {
        switch try identity(node) {
        case .root, .models, .directory: return 0
        case .place(.active, let home): return try views.now(home.model).handle
        case .place(_, let home): return try history.state(of: home.model)?.generation ?? 0
        case .file, .document, .link:
            throw StoreError(.badInput, "node \(node.rawValue) is not a directory")
        }
    }

    /// At most `limit` lines of a listing from the `offset`-th; none at its end. The first two are
    /// "." and "..". The same node and handle give the same lines for ever, except in `models/`,
    /// where a model that is new makes those behind it come one later.
    package func items(
        of node: NodeID, handle: UInt64, from offset: Int, limit: Int
    ) throws(StoreError) -> [DirectoryItem] {
        let directory = try identity(node)
        var items: [DirectoryItem] = []
        if offset < 1, limit > 0 { items.append(try item([0x2E], directory, in: directory)) }
        if offset < 2, items.count < limit {
            items.append(try item([0x2E, 0x2E], try parent(of: directory), in: directory))
        }
        let first = max(0, offset - 2)
        for line in try lines(
            of: directory, handle: handle, from: first, limit: limit - items.count)
        {
            items.append(try item(line.name, line.identity, in: directory))
        }
        return items
    }

    /// The directories directly below a place in `models/`, sorted.
    func modelsChildren(_ prefix: String, _ models: [ModelName]) -> [Line] {
        let depth = prefix.isEmpty ? 0 : prefix.utf8.count { $0 == 0x2F } + 1
        var children: [Line] = []
        var seen: Set<String> = []
        let hiding = prefix + "/serving"
        for model in models {
            if model.text == prefix {
                let home = ModelHome(model: model, position: .models)
                children += Place.allCases
                    .filter { place in
                        // A model `<model>/serving` stands in the place of the view.
                        place != .serving || !models.contains { $0.prefixes.contains(hiding) }
                    }
                    .map { ($0.name, .place($0, home)) }
            }
            let prefixes = model.prefixes
            guard prefixes.count > depth, depth == 0 || prefixes[depth - 1] == prefix,
                seen.insert(prefixes[depth]).inserted
            else { continue }
            children.append((Array(model.segments[depth].utf8), .models(prefix: prefixes[depth])))
        }
        return children.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    typealias Line = (name: [UInt8], identity: NodeIdentity)

    private func lines(
        of directory: NodeIdentity, handle: UInt64, from first: Int, limit: Int
    ) throws(StoreError) -> [Line] {
        switch directory {
        case .root: return Array(rootChildren().dropFirst(first).prefix(limit))
        case .models(let prefix):
            let children = modelsChildren(prefix, try history.models())
            return Array(children.dropFirst(first).prefix(limit))
        case .place(let place, let home):
            return try lines(of: place, home, handle: handle, from: first, limit: limit)
        case .directory(let parent):
            let tree = try shelf.tree(parent.manifest)
            return lines(of: parent, tree, from: first, limit: limit)
        case .file, .document, .link:
            throw StoreError(.badInput, "not a directory")
        }
    }

    private func rootChildren() -> [Line] {
        var children: [Line] = []
        if let model = scope.rootModel {
            let home = ModelHome(model: model, position: .root)
            children = Place.allCases.map { ($0.name, .place($0, home)) }
        }
        if scope.showsModels { children.append((MountedTree.modelsName, .models(prefix: ""))) }
        return children
    }

    private func lines(
        of place: Place, _ home: ModelHome, handle: UInt64, from first: Int, limit: Int
    ) throws(StoreError) -> [Line] {
        if place == .active {
            let snapshot = try views.snapshot(home.model, handle: handle)
            guard let tree = snapshot.tree, let activation = snapshot.activation else { return [] }
            return lines(of: activeRoot(activation, home), tree, from: first, limit: limit)
        }
        guard let state = try history.state(of: home.model) else { return [] }
        switch place {
        case .active: return []
        case .versions:
            return try history.versions(in: state, asOf: handle).dropFirst(first).prefix(limit)
                .map { (Array($0.id.text.utf8), root(of: $0, home)) }
        case .serving:
            return try served(in: state, asOf: handle).dropFirst(first).prefix(limit)
                .map { (Array("\($0.number)".utf8), root(of: $0, home, .serving)) }
        case .manifests:
            return try history.versions(in: state, asOf: handle).dropFirst(first).prefix(limit)
                .map {
                    (Array($0.id.text.utf8) + MountedTree.documentSuffix, .document($0.manifest))
                }
        case .refs:
            return try history.refs(in: state, asOf: handle).dropFirst(first).prefix(limit)
                .map { ref in
                    let link = RefLink(home: home, ref: ref.name, version: ref.target.version)
                    return (Array(ref.name.text.utf8), .link(link))
                }
        }
    }

    private func lines(
        of directory: VersionDirectory, _ tree: VersionTree, from first: Int, limit: Int
    ) -> [Line] {
        let count = tree.count(of: directory.index)
        guard first < count else { return [] }
        return (first..<min(count, first + limit)).map { position in
            let (name, child) = tree.row(position, of: directory.index)
            return (name, identity(child, in: directory, tree))
        }
    }

    /// What ".." means.
    private func parent(of directory: NodeIdentity) throws(StoreError) -> NodeIdentity {
        switch directory {
        case .root, .file, .document, .link: return .root
        case .models(let prefix):
            guard !prefix.isEmpty else { return .root }
            return .models(prefix: prefix.split(separator: "/").dropLast().joined(separator: "/"))
        case .place(_, let home):
            return home.position == .root ? .root : .models(prefix: home.model.text)
        case .directory(let child):
            let above = try shelf.tree(child.manifest).parent(of: child.index)
            switch child.view {
            case .versions:
                return child.index == 0
                    ? .place(.versions, child.home) : .directory(child.child(above))
            case .serving:
                return child.index == 0
                    ? .place(.serving, child.home) : .directory(child.child(above))
            case .active:
                return above == 0 ? .place(.active, child.home) : .directory(child.child(above))
            }
        }
    }

    /// A damaged version must not hide its neighbours: it is listed without its facts, and a lookup
    /// of it says what is wrong.
    private func item(
        _ name: [UInt8], _ identity: NodeIdentity, in directory: NodeIdentity
    ) throws(StoreError) -> DirectoryItem {
        let entry: Entry
        do throws(StoreError) {
            entry = try self.entry(identity, named: name, in: directory)
        } catch {
            guard error.code == .integrity, let bare = bareEntry(identity) else { throw error }
            entry = bare
        }
        try check(entry.node, identity)
        return DirectoryItem(name: name, entry: entry, identity: identity)
    }

    /// What can be said without a manifest; nil where everything is in the manifest.
    private func bareEntry(_ identity: NodeIdentity) -> Entry? {
        let node = naming.id(identity)
        let attributes: NodeAttributes
        switch identity {
        case .document:
            attributes = .file(node, size: 0, permissions: 0o444, modified: ActiveViews.epoch)
        case .directory(let directory) where directory.index == 0:
            attributes = .directory(node, subdirectories: 0, modified: ActiveViews.epoch)
        case .place:
            attributes = .directory(node, subdirectories: 0, modified: ActiveViews.epoch)
        case .root, .models, .directory, .file, .link:
            return nil
        }
        return Entry(node: node, attributes: attributes, caching: .never, nameCaching: .never)
    }
}
