import StoreModel

/// The ids of one version's nodes, sorted, 16 bytes each; what they stand for is looked up in the
/// version's tree when one is asked for.
struct RecoveryBatch: Sendable {
    /// What was searched.
    enum Source: Hashable, Sendable {
        /// Files, the document, and the directories below `versions/<id>` and `serving/<number>`.
        case version(ModelName, RefTarget)
        /// The directories below `active` since one record.
        case activation(ModelName, Activation)

        var model: ModelName {
            switch self {
            case .version(let model, _): model
            case .activation(let model, _): model
            }
        }

        var target: RefTarget {
            switch self {
            case .version(_, let target): target
            case .activation(_, let activation): activation.target
            }
        }
    }

    /// What a line's index counts: files, or directories with the empty ones among them. Either
    /// index fits in 32 bits, because each file and each directory takes at least two bytes of its
    /// manifest, which has at most `Manifest.byteLimit`.
    private enum Spot: UInt32 {
        case file, document, rootDirectory, modelsDirectory, rootServing, modelsServing
    }

    private struct Line: Sendable {
        let id: UInt64
        let index: Int32
        let spot: Spot
    }

    let source: Source
    private let lines: [Line]

    var count: Int { lines.count }

    init(
        _ source: Source, tree: VersionTree, positions: [ModelHome.Position], naming: NodeNaming
    ) {
        self.source = source
        var lines: [Line] = []
        for spot in RecoveryBatch.spots(source, positions) {
            for index in 0..<Int32(tree.directoryCount) {
                guard let identity = RecoveryBatch.directory(source, spot, index) else { break }
                let id = naming.id(identity, path: tree.path(of: index))
                lines.append(Line(id: id.rawValue, index: index, spot: spot))
            }
        }
        if case .version = source {
            let document = naming.id(.document(source.target.manifest))
            lines.append(Line(id: document.rawValue, index: 0, spot: .document))
            for (index, content) in tree.fileContents.enumerated() {
                let id = naming.id(.file(content))
                lines.append(Line(id: id.rawValue, index: Int32(index), spot: .file))
            }
        }
        self.lines = lines.sorted { $0.id < $1.id }
    }

    func contains(_ node: NodeID) -> Bool {
        let start = first(node)
        return start < lines.count && lines[start].id == node.rawValue
    }

    /// Everything in the version that has the id: one identity, unless hashes collide.
    func identities(_ node: NodeID, in tree: VersionTree) -> Set<NodeIdentity> {
        let run = lines[first(node)...].prefix { $0.id == node.rawValue }
        return Set(run.compactMap { identity($0, tree) })
    }

    private func first(_ node: NodeID) -> Int {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].id < node.rawValue { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func identity(_ line: Line, _ tree: VersionTree) -> NodeIdentity? {
        switch line.spot {
        case .file: .file(tree.content(line.index))
        case .document: .document(source.target.manifest)
        case .rootDirectory, .modelsDirectory, .rootServing, .modelsServing:
            RecoveryBatch.directory(source, line.spot, line.index)
        }
    }

    /// Where the source's directories can be seen.
    private static func spots(_ source: Source, _ positions: [ModelHome.Position]) -> [Spot] {
        positions.flatMap { position -> [Spot] in
            switch (source, position) {
            case (.version, .root): [.rootDirectory, .rootServing]
            case (.version, .models): [.modelsDirectory, .modelsServing]
            case (.activation, .root): [.rootDirectory]
            case (.activation, .models): [.modelsDirectory]
            }
        }
    }

    /// nil for a spot that is no directory.
    private static func directory(
        _ source: Source, _ spot: Spot, _ index: Int32
    ) -> NodeIdentity? {
        let position: ModelHome.Position
        var view: VersionView =
            switch source {
            case .version: .versions
            case .activation(_, let activation): .active(since: activation.generation)
            }
        switch spot {
        case .file, .document: return nil
        case .rootDirectory: position = .root
        case .modelsDirectory: position = .models
        case .rootServing:
            position = .root
            view = .serving
        case .modelsServing:
            position = .models
            view = .serving
        }
        return .directory(
            VersionDirectory(
                home: ModelHome(model: source.model, position: position), view: view,
                manifest: source.target.manifest, index: index))
    }
}
