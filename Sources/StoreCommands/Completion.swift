import StoreModel
import StoreOperations
import StoreRepository

/// Words that a shell completes from what is in the store. Silent on every failure: a completion
/// must never print an error into somebody's command line.
enum Completion {
    /// The models of the store that the words on the command line name.
    static func models(_ words: [String]) -> [String] {
        // Silent, as said above.
        guard let store = try? open(words) else { return [] }
        return (try? store.repository.models().map(\.text)) ?? []
    }

    /// Refs and version ids of the selected model.
    static func references(_ words: [String]) -> [String] {
        guard let store = try? open(words),  // silent, as said above
            let state = try? store.selection.state(in: store.repository)
        else { return [] }
        let ids = state.versions.reversed().map(\.id.text)
        return state.refs.keys.sorted().map(\.text) + ids
    }

    private static func open(_ words: [String]) throws(StoreError) -> OpenStore {
        let environment = Environment.process
        let settings = try Settings(
            store: value(of: "--store", in: words), model: value(of: "--model", in: words),
            environment: environment, login: "")
        return OpenStore(
            repository: try Composition.open(settings),
            selection: ModelSelection(try settings.modelSelection()), settings: settings)
    }

    private static func value(of option: String, in words: [String]) -> String? {
        if let joined = words.first(where: { $0.hasPrefix(option + "=") }) {
            return String(joined.dropFirst(option.utf8.count + 1))
        }
        guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
        return words[index + 1]
    }
}
