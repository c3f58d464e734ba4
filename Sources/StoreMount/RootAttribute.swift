/// Extended attributes of a mount's root: how other processes learn what is mounted and how it
/// fares. They describe the mount, not its content.
package enum RootAttribute: String, CaseIterable, Sendable {
    /// The store's absolute path.
    case store = "user.store.path"
    /// The model whose five places stand at the root; absent if there is none.
    case model = "user.store.model"
    /// The newest generation of that model.
    case generation = "user.store.generation"
    /// `ok`, or `degraded` after damage was met or when workers keep dying.
    case health = "user.store.health"
    /// Bytes of the plain copies that the worker found sound; absent if it uses none.
    case hydrated = "user.store.hydrated"
    /// Whether the kernel reads plain files by itself, or why not: a `PassthroughUse`.
    case passthrough = "user.store.passthrough"
    /// How many files it has open so.
    case passedThrough = "user.store.passed_through"
    /// The worker's process id.
    case process = "user.store.pid"
}
