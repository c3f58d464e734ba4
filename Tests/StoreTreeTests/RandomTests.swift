import StoreModel
import StoreTree
import Testing

/// Random operations against `NaiveStore`: lookups, listings, reads, promotes, pushes, tags,
/// forgets and new workers in any order.
@Suite struct RandomTests {
    private func run(seed: UInt64, _ scope: TreeScope, steps: Int = 400) throws {
        var run = RandomRun(seed: seed, scope: scope)
        for _ in 0..<steps { try run.step() }
    }

    /// Fixed seeds, and those that once failed.
    @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34, 4711, 65_537] as [UInt64])
    func aStoreAgreesWithTheNaiveModel(seed: UInt64) throws {
        try run(seed: seed, .store(default: try ModelName("qb")))
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13] as [UInt64])
    func oneModelAgreesWithTheNaiveModel(seed: UInt64) throws {
        try run(seed: seed, .model(try ModelName("acme/trust")))
    }

    @Test func aFreshSeedAgreesWithTheNaiveModel() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        try run(seed: seed, .store(default: nil))
    }
}
