package import StoreModel

/// What stands at the root of the mount.
package enum TreeScope: Sendable, Equatable {
    /// `models/`, and beside it the five places of the default model, if there is one.
    case store(default: ModelName?)
    /// One model's five places and nothing else.
    case model(ModelName)

    /// The model whose five places stand at the root.
    var rootModel: ModelName? {
        switch self {
        case .store(let name): name
        case .model(let name): name
        }
    }

    var showsModels: Bool {
        switch self {
        case .store: true
        case .model: false
        }
    }
}
