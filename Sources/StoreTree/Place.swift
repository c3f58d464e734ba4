/// The five directories of a model.
enum Place: UInt8, Sendable, CaseIterable {
    case active, manifests, refs, serving, versions

    var name: [UInt8] {
        switch self {
        case .active: Array("active".utf8)
        case .manifests: Array("manifests".utf8)
        case .refs: Array("refs".utf8)
        case .serving: Array("serving".utf8)
        case .versions: Array("versions".utf8)
        }
    }

    init?(name: [UInt8]) {
        guard let place = Place.allCases.first(where: { $0.name == name }) else { return nil }
        self = place
    }
}
