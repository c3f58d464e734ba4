package import StoreModel
package import StoreRepository

/// One mount of a store, as `store status` shows it.
package struct MountStatus: Hashable, Sendable {
    package let path: String
    /// nil: every model of the store.
    package let model: ModelName?
    package let pid: Int32
    package let health: Health
    package let hydration: HydrationPolicy
    package let facts: MountFacts

    package init(
        path: String, model: ModelName?, pid: Int32, health: Health, hydration: HydrationPolicy,
        facts: MountFacts
    ) {
        self.path = path
        self.model = model
        self.pid = pid
        self.health = health
        self.hydration = hydration
        self.facts = facts
    }

    package var json: JSON {
        func number(_ value: UInt64?) -> JSON { value.map { .integer(Int64($0)) } ?? .null }
        return .object([
            "path": .string(path), "model": model.map { .string($0.text) } ?? .null,
            "pid": .integer(Int64(pid)), "generation": number(facts.generation),
            "health": .string(health.rawValue), "hydrate": .string(hydration.rawValue),
            "bytes_hydrated": number(facts.bytesHydrated),
            "passthrough": facts.passthrough.map { .string($0) } ?? .null,
            "files_passed_through": number(facts.filesPassedThrough),
        ])
    }
}
