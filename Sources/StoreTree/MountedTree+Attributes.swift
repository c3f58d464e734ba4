import StoreModel

extension MountedTree {
    /// What a lookup or a listing of `directory` says of a child.
    func entry(
        _ child: NodeIdentity, named name: [UInt8], in directory: NodeIdentity
    ) throws(StoreError) -> Entry {
        try checkManifest(of: child, named: name, in: directory)
        let (attributes, caching) = try attributes(of: child)
        let node = NodeID(rawValue: attributes.inode)
        if case .place(.active, _) = directory {
            return Entry(node: node, attributes: attributes, caching: .never, nameCaching: .never)
        }
        return Entry(
            node: node, attributes: attributes, caching: caching,
            nameCaching: nameCaching(child, in: directory))
    }

    /// Names are bound for ever, except refs, and numbers in `serving`, which come and go; what is
    /// active is decided above.
    private func nameCaching(_ child: NodeIdentity, in directory: NodeIdentity) -> Caching {
        switch (child, directory) {
        case (.link, _), (_, .place(.serving, _)): .never
        default: .forever
        }
    }

    /// Throws `integrity` if the manifest behind a name in `versions/`, `serving/` or `manifests/` is
    /// another version's.
    private func checkManifest(
        of child: NodeIdentity, named name: [UInt8], in directory: NodeIdentity
    ) throws(StoreError) {
        guard case .place(let place, let home) = directory else { return }
        switch (place, child) {
        case (.versions, .directory(let version)):
            try shelf.check(version.manifest, model: home.model, version: name)
        case (.serving, .directory(let version)):
            guard let entry = try history.state(of: home.model).flatMap({ served(name, in: $0) })
            else { return }
            try shelf.check(version.manifest, model: home.model, version: entry.id.text.utf8)
        case (.manifests, .document(let manifest)):
            let version = Array(name.dropLast(MountedTree.documentSuffix.count))
            try shelf.check(manifest, model: home.model, version: version)
        default: return
        }
    }

    /// What `stat` shows of a node, whatever led to it.
    func attributes(
        of identity: NodeIdentity
    ) throws(StoreError) -> (NodeAttributes, Caching) {
        switch identity {
        case .root: return try rootAttributes()
        case .models(let prefix): return try modelsAttributes(prefix)
        case .place(let place, let home): return try placeAttributes(place, home)
        case .directory(let directory): return try directoryAttributes(directory)
        case .link(let link):
            let state = try history.state(of: link.home.model)
            let attributes = NodeAttributes.link(
                naming.id(identity), target: link.target,
                modified: state?.head.time ?? ActiveViews.epoch)
            return (attributes, .never)
        case .file(let content):
            // Damaged bytes have no date; the next call asks again.
            let node = naming.id(identity)
            let stored = try files.stored(node, content)
            let attributes = NodeAttributes.file(
                node, size: content.size, permissions: content.permissions,
                modified: stored ?? ActiveViews.epoch)
            return (attributes, stored == nil ? .never : .forever)
        case .document(let manifest):
            let summary = try shelf.summary(manifest)
            let attributes = NodeAttributes.file(
                naming.id(identity), size: summary.documentSize, permissions: 0o444,
                modified: summary.created)
            return (attributes, .forever)
        }
    }

    private func rootAttributes() throws(StoreError) -> (NodeAttributes, Caching) {
        let places = scope.rootModel == nil ? 0 : Place.allCases.count
        let models = if let model = scope.rootModel { [model] } else { try history.models() }
        var birth: Timestamp?
        for model in models {
            guard let began = try history.birth(of: model) else { continue }
            birth = min(birth ?? began, began)
        }
        let attributes = NodeAttributes.directory(
            .root, subdirectories: places + (scope.showsModels ? 1 : 0),
            modified: birth ?? ActiveViews.epoch)
        return (attributes, birth == nil ? .never : .forever)
    }

    /// The mtime is when the newest model below got its first version.
    private func modelsAttributes(
        _ prefix: String
    ) throws(StoreError) -> (NodeAttributes, Caching) {
        let models = try history.models()
        var newest = ActiveViews.epoch
        for model in models where prefix.isEmpty || model.prefixes.contains(prefix) {
            newest = max(newest, try history.birth(of: model) ?? newest)
        }
        let attributes = NodeAttributes.directory(
            naming.id(.models(prefix: prefix)),
            subdirectories: modelsChildren(prefix, models).count, modified: newest)
        return (attributes, .never)
    }

    private func placeAttributes(
        _ place: Place, _ home: ModelHome
    ) throws(StoreError) -> (NodeAttributes, Caching) {
        let node = naming.id(.place(place, home))
        if place == .active {
            let snapshot = try views.now(home.model)
            let attributes = NodeAttributes.directory(
                node, subdirectories: snapshot.tree?.subdirectories(of: 0) ?? 0,
                modified: snapshot.modified)
            return (attributes, .never)
        }
        let state = try history.state(of: home.model)
        let subdirectories =
            switch place {
            case .versions: state?.versions.count ?? 0
            case .serving: state.map(served)?.count ?? 0
            case .active, .refs, .manifests: 0
            }
        let attributes = NodeAttributes.directory(
            node, subdirectories: subdirectories,
            modified: state?.head.time ?? ActiveViews.epoch)
        return (attributes, .never)
    }

    private func directoryAttributes(
        _ directory: VersionDirectory
    ) throws(StoreError) -> (NodeAttributes, Caching) {
        if directory.view == .versions || directory.view == .serving, directory.index == 0 {
            // A listing of all versions must not need all trees.
            let summary = try shelf.summary(directory.manifest)
            let attributes = NodeAttributes.directory(
                naming.id(.directory(directory)), subdirectories: summary.subdirectories,
                modified: summary.created)
            return (attributes, .forever)
        }
        let tree = try shelf.tree(directory.manifest)
        let modified: Timestamp
        switch directory.view {
        case .versions, .serving: modified = tree.summary.created
        case .active(let generation):
            modified = try history.time(of: directory.home.model, generation)
        }
        let attributes = NodeAttributes.directory(
            naming.id(.directory(directory), path: tree.path(of: directory.index)),
            subdirectories: tree.subdirectories(of: directory.index), modified: modified)
        return (attributes, .forever)
    }
}
