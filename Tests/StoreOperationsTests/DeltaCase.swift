import StoreModel
import StoreRepository
import TestSupport

/// Models that differ a little, and the deltas that a store made of them.
enum DeltaCase {
    static let base = TestData.gaussianBF16(1 << 20, seed: 1)
    static let tuned = TestWeights.tuned(base, seed: 2)
    static let twice = TestWeights.tuned(tuned, seed: 3)
    static let other = TestData.gaussianBF16(1 << 20, seed: 4)

    /// A model of one matrix.
    static func model(_ weights: [UInt8]) -> [UInt8] { TestWeights.file([("w", weights)]) }

    /// Every delta in the packs of a store.
    static func deltas(in repository: Repository) throws -> [(pack: Pack, record: ChunkRecord)] {
        try repository.packs.refresh()
        var found: [(pack: Pack, record: ChunkRecord)] = []
        for pack in try repository.packs.all() {
            let index = try pack.index
            for position in 0..<index.chunkCount {
                let record = index.chunk(at: position)
                if record.delta != nil { found.append((pack, record)) }
            }
        }
        return found
    }

    /// The pack that holds the bases of all deltas.
    static func homeOfBases(in repository: Repository) throws -> Pack {
        let sources = try deltas(in: repository).flatMap { $0.record.delta?.sources ?? [] }
        guard let source = sources.first,
            let home = try repository.packs.knownPlaces(of: source.chunk).first?.0,
            case let index = try home.index,
            sources.allSatisfy({ index.chunk($0.chunk) != nil })
        else { throw TestFailure("the bases of deltas stand in one pack") }
        return home
    }
}
