import StoreModel
import StoreOperations
import StoreRepository
import StoreTree

/// What a mount shows, as the command line of its worker says it.
struct MountScope: Equatable {
    let tree: TreeScope

    /// `--model` puts that model's five places at the root and nothing else; otherwise every model
    /// is there, and the default model's four beside them.
    init(option: ModelName?, configured: ModelName?, in store: Repository) throws(StoreError) {
        let models = try store.models()
        if let option {
            _ = try ModelSelection(option).state(in: store)
            tree = .model(option)
        } else if let configured {
            tree = .store(default: configured)
        } else if models.count > 1 {
            tree = .store(default: models.contains(.fallback) ? .fallback : nil)
        } else {
            tree = .store(default: models.first ?? .fallback)
        }
    }

    /// One model alone: what a private mount shows.
    init(only model: ModelName) { tree = .model(model) }

    init(only: String?, default name: String?) throws(StoreError) {
        if let only {
            tree = .model(try ModelName(only))
        } else {
            tree = .store(
                default: try name.map { (text) throws(StoreError) in try ModelName(text) })
        }
    }

    /// The model whose five places stand at the root.
    var rootModel: ModelName? {
        switch tree {
        case .store(let name): name
        case .model(let name): name
        }
    }

    /// The one model that the mount shows; nil: all.
    var onlyModel: ModelName? {
        switch tree {
        case .store: nil
        case .model(let name): name
        }
    }

    /// For `init(only:default:)` in the worker.
    var workerArguments: [String] {
        switch tree {
        case .store(nil): []
        case .store(let name?): ["--default", name.text]
        case .model(let name): ["--only", name.text]
        }
    }
}
