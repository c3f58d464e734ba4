import ArgumentParser
import StoreModel
import StoreOperations

/// Whose policy a command is about.
struct PolicyScope: ParsableArguments {
    @Flag(help: "The policy of the whole store, which binds every model beside its own.")
    var storeWide = false

    /// The journal of the policy; a model must exist.
    func model(in store: OpenStore) throws(StoreError) -> ModelName {
        storeWide ? .storeWide : try store.selection.state(in: store.repository).model
    }

    /// The journal as documents name it: null for the store's.
    static func json(_ model: ModelName) -> JSON {
        model == .storeWide ? .null : .string(model.text)
    }

    /// The journal as sentences name it.
    static func text(_ model: ModelName) -> String {
        model == .storeWide ? "the store" : model.text
    }
}
