import StoreModel
import StoreOperations

/// What a verb works with: the settings, the store, and where its output goes.
struct Session {
    let environment: Environment
    let console: Console
    private let options: GlobalOptions

    init(options: GlobalOptions, environment: Environment, console: Console) {
        self.options = options
        self.environment = environment
        self.console = console
    }

    func settings() throws(StoreError) -> Settings {
        try Settings(
            store: options.store, model: options.model, environment: environment,
            login: Login.name)
    }

    /// The store and the model selection of the settings.
    func open() throws(StoreError) -> OpenStore {
        let settings = try settings()
        return OpenStore(
            repository: try Composition.open(settings),
            selection: ModelSelection(try settings.modelSelection()), settings: settings)
    }

    /// The time, for relative times.
    var now: Timestamp { Composition.now }
}
