import Hashing

/// The mounted tree as a person would explain it: dictionaries of paths, and nothing clever.
struct NaiveStore {
    struct Version {
        let id: String
        let files: [String: FakeFile]
        let directories: [String]
        let digest: Digest
    }

    struct Model {
        var versions: [Version] = []
        var refs: [String: String] = [:]

        func version(_ id: String?) -> Version? { versions.first { $0.id == id } }
    }

    private static let places: Set<String> = [
        "active", "versions", "refs", "manifests", "serving",
    ]

    var models: [String: Model] = [:]
    let rootModel: String?
    let showsModels: Bool

    /// What stands at a path, and whether that changes as time goes by; nil if nothing does.
    func look(_ path: [String]) -> (sight: Sight, isLive: Bool)? {
        if path.isEmpty {
            let places = rootModel == nil ? [] : NaiveStore.places
            return (.directory(places.union(showsModels ? ["models"] : [])), true)
        }
        if path[0] == "models", showsModels { return lookInModels(Array(path.dropFirst())) }
        guard let rootModel, NaiveStore.places.contains(path[0]) else { return nil }
        return look(path, in: models[rootModel] ?? Model())
    }

    private func lookInModels(_ path: [String]) -> (sight: Sight, isLive: Bool)? {
        let prefix = path.prefix { !NaiveStore.places.contains($0) }
        let name = prefix.joined(separator: "/")
        if prefix.count < path.count {
            guard let model = models[name] else { return nil }
            return look(Array(path[prefix.count...]), in: model)
        }
        var names: Set<String> = models[name] == nil ? [] : NaiveStore.places
        for other in models.keys {
            let segments = other.split(separator: "/").map(String.init)
            if segments.count > path.count, segments.starts(with: path) {
                names.insert(segments[path.count])
            }
        }
        return names.isEmpty && !path.isEmpty ? nil : (.directory(names), true)
    }

    private func look(_ path: [String], in model: Model) -> (sight: Sight, isLive: Bool)? {
        let name = path.count > 1 ? path[1] : nil
        switch path[0] {
        case "active":
            guard let version = model.version(model.refs["active"]) else {
                return name == nil ? (.directory([]), true) : nil
            }
            let sight = look(Array(path.dropFirst()), in: version)
            return sight.map { ($0, name == nil) }
        case "versions":
            guard let name else { return (.directory(Set(model.versions.map(\.id))), true) }
            guard let version = model.version(name) else { return nil }
            return look(Array(path.dropFirst(2)), in: version).map { ($0, false) }
        case "serving":
            let served = Set(
                model.refs.filter { !["latest", "previous"].contains($0.key) }.values)
            let numbers = model.versions.indices.filter { served.contains(model.versions[$0].id) }
            guard let name else {
                return (.directory(Set(numbers.map { "\($0 + 1)" })), true)
            }
            guard let index = numbers.first(where: { "\($0 + 1)" == name }) else { return nil }
            return look(Array(path.dropFirst(2)), in: model.versions[index]).map { ($0, false) }
        case "refs":
            guard let name else { return (.directory(Set(model.refs.keys)), true) }
            guard path.count == 2, let id = model.refs[name] else { return nil }
            return (.link("../versions/" + id), false)
        default:
            let names = model.versions.map { $0.id + ".json" }
            guard let name else { return (.directory(Set(names)), true) }
            guard path.count == 2, let index = names.firstIndex(of: name) else { return nil }
            return (.document(model.versions[index].digest), false)
        }
    }

    private func look(_ path: [String], in version: Version) -> Sight? {
        let text = path.joined(separator: "/")
        if let file = version.files[text] { return .file(file) }
        var names: Set<String> = []
        var exists = path.isEmpty
        for other in Array(version.files.keys) + version.directories {
            let components = other.split(separator: "/").map(String.init)
            guard components.starts(with: path) else { continue }
            exists = true
            if components.count > path.count { names.insert(components[path.count]) }
        }
        return exists ? .directory(names) : nil
    }
}
