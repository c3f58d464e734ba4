import StoreModel
import StoreOperations
import StoreRepository

/// A store that is open, and what the settings say about it.
struct OpenStore {
    let repository: Repository
    let selection: ModelSelection
    let settings: Settings

    /// Who is recorded.
    var actor: String { settings.actor.value }

    /// What mounts want done with a version before it becomes active.
    func hydration(_ console: Console) -> TargetHydration.Choice {
        { [repository] model in
            MountRecords.hydration(of: model, in: repository) { console.note($0) }
        }
    }
}
