import StoreModel

extension MountedTree {
    /// What stands under `name` in a directory; nil if nothing does.
    func child(
        _ name: [UInt8], of directory: NodeIdentity
    ) throws(StoreError) -> NodeIdentity? {
        switch directory {
        case .root:
            if scope.showsModels, name == MountedTree.modelsName { return .models(prefix: "") }
            guard let model = scope.rootModel else { return nil }
            return Place(name: name).map {
                .place($0, ModelHome(model: model, position: .root))
            }
        case .models(let prefix):
            return try model(name, below: prefix)
        case .place(let place, let home):
            return try child(name, of: place, home)
        case .directory(let parent):
            let tree = try shelf.tree(parent.manifest)
            return tree.child(name, of: parent.index).map { identity($0, in: parent, tree) }
        case .file, .document, .link:
            return nil
        }
    }

    static let modelsName = Array("models".utf8)

    /// What a name inside a version is.
    func identity(
        _ child: TreeChild, in parent: VersionDirectory, _ tree: VersionTree
    ) -> NodeIdentity {
        switch child {
        case .directory(let index): .directory(parent.child(index))
        case .file(let index): .file(tree.content(index))
        }
    }

    /// The root directory of a version in the view of `active`. It is never a node itself, `active`
    /// stands in its place.
    func activeRoot(
        _ activation: Activation, _ home: ModelHome
    ) -> VersionDirectory {
        VersionDirectory(
            home: home, view: .active(since: activation.generation),
            manifest: activation.target.manifest, index: 0)
    }

    /// Negative answers hold only where nothing new can appear.
    func negativeCaching(in directory: NodeIdentity) -> Caching {
        switch directory {
        case .root, .directory, .file, .document, .link: .forever
        case .models, .place: .never
        }
    }

    private func model(
        _ name: [UInt8], below prefix: String
    ) throws(StoreError) -> NodeIdentity? {
        let text = String(decoding: name, as: UTF8.self)
        let full = prefix.isEmpty ? text : prefix + "/" + text
        // The other places are reserved words, no segments of models, so they never hide one.
        let place = Place(name: name)
        if place == nil || place == .serving, try isModelPrefix(full) {
            return .models(prefix: full)
        }
        guard let place, let model = try history.model(prefix) else { return nil }
        return .place(place, ModelHome(model: model, position: .models))
    }

    /// Whether a model has this name, or one below it.
    private func isModelPrefix(_ text: String) throws(StoreError) -> Bool {
        if try history.model(text) != nil { return true }
        return try history.models().contains { model in
            model.prefixes.contains { $0.utf8.elementsEqual(text.utf8) }
        }
    }

    private func child(
        _ name: [UInt8], of place: Place, _ home: ModelHome
    ) throws(StoreError) -> NodeIdentity? {
        if place == .active {
            let snapshot = try views.now(home.model)
            guard let tree = snapshot.tree, let activation = snapshot.activation,
                let child = tree.child(name, of: 0)
            else { return nil }
            return identity(child, in: activeRoot(activation, home), tree)
        }
        guard let state = try history.state(of: home.model) else { return nil }
        switch place {
        case .active: return nil
        case .versions:
            return version(name, in: state).map { root(of: $0, home) }
        case .serving:
            return served(name, in: state).map { root(of: $0, home, .serving) }
        case .refs:
            // The text is checked by the initialiser; what is no ref name is no ref.
            guard let ref = try? RefName(String(decoding: name, as: UTF8.self)),
                let target = state.refs[ref]
            else { return nil }
            return .link(RefLink(home: home, ref: ref, version: target.version))
        case .manifests:
            guard name.count > MountedTree.documentSuffix.count,
                name.suffix(MountedTree.documentSuffix.count)
                    .elementsEqual(MountedTree.documentSuffix)
            else { return nil }
            return version(Array(name.dropLast(MountedTree.documentSuffix.count)), in: state)
                .map { .document($0.manifest) }
        }
    }

    static let documentSuffix = Array(".json".utf8)

    /// The root of `versions/<id>`, or of `serving/<number>`.
    func root(
        of version: VersionEntry, _ home: ModelHome, _ view: VersionView = .versions
    ) -> NodeIdentity {
        .directory(VersionDirectory(home: home, view: view, manifest: version.manifest, index: 0))
    }

    private func version(_ name: [UInt8], in state: ModelState) -> VersionEntry? {
        // The text is checked by the initialiser; what is no version id is no version.
        guard let id = try? VersionID(String(decoding: name, as: UTF8.self)) else { return nil }
        return state.version(id)
    }
}
