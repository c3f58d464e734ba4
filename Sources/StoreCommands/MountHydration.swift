import ArgumentParser
import FUSE
import StoreModel
import StoreRepository

/// Whether a mount reads from plain copies, when they are made, and how much they may take.
struct MountHydration: Equatable {
    static let never = MountHydration(policy: .never, budget: CopyBudget(bytes: nil))

    let policy: HydrationPolicy
    let budget: CopyBudget

    private init(policy: HydrationPolicy, budget: CopyBudget) {
        self.policy = policy
        self.budget = budget
    }

    /// - Parameter cacheSize: what `--cache-size` says.
    init(_ policy: HydrationPolicy, cacheSize: String?) throws(StoreError) {
        self.policy = policy
        guard let cacheSize else {
            budget = CopyBudget(bytes: nil)
            return
        }
        guard let bytes = ByteCount.parse(cacheSize) else {
            throw StoreError(
                .usage, "--cache-size \(quoted(cacheSize)) is not a number of bytes",
                fix: "--cache-size 20G")
        }
        budget = CopyBudget(bytes: bytes)
    }

    /// For the supervisor and the worker of a mount.
    var arguments: [String] {
        ["--hydrate", policy.rawValue]
            + (budget.bytes.map { ["--cache-size", String($0)] } ?? [])
    }

    /// What the lease of a mount says of it.
    var leaseMembers: [String: JSON] {
        [
            "hydrate": .string(policy.rawValue),
            "cache_size": budget.bytes.map { .string(String($0)) } ?? .null,
        ]
    }

    /// As the lease of a mount says; leases of older builds say nothing.
    init(lease: JSON) {
        policy = lease["hydrate"]?.string.flatMap(HydrationPolicy.init) ?? .never
        budget = CopyBudget(bytes: lease["cache_size"]?.string.flatMap { UInt64($0) })
    }
}

extension HydrationPolicy: ExpressibleByArgument {}
extension PassthroughPolicy: ExpressibleByArgument {}
