package import StoreModel
package import StoreRepository

/// One mount of a store, as `store status` shows it.
package struct MountStatus: Hashable, Sendable {
    package let path: String
    /// nil: every model of the store.
    package let model: ModelName?
    package let pid: Int32
    /// The generation that it shows; nil if it did not say.
    package let generation: UInt64?
    package let health: Health
    package let hydration: HydrationPolicy
    /// Bytes of the plain copies that it found sound; nil if it did not say.
    package let bytesHydrated: UInt64?

    package init(
        path: String, model: ModelName?, pid: Int32, generation: UInt64?, health: Health,
        hydration: HydrationPolicy, bytesHydrated: UInt64?
    ) {
        self.path = path
        self.model = model
        self.pid = pid
        self.generation = generation
        self.health = health
        self.hydration = hydration
        self.bytesHydrated = bytesHydrated
    }

    package var json: JSON {
        .object([
            "path": .string(path), "model": model.map { .string($0.text) } ?? .null,
            "pid": .integer(Int64(pid)),
            "generation": generation.map { .integer(Int64($0)) } ?? .null,
            "health": .string(health.rawValue), "hydrate": .string(hydration.rawValue),
            "bytes_hydrated": bytesHydrated.map { .integer(Int64($0)) } ?? .null,
        ])
    }
}
