import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// What must be true when a delta is read, whatever its index says.
@Suite struct DeltaReadingTests {
    private static func with(
        _ arrange: (Repository) throws -> Void, _ body: (Repository, MemoryStorage) throws -> Void
    ) throws {
        let storage = MemoryStorage()
        try arrange(Repository.create(in: storage))
        try body(Repository(storage: storage, path: "memory"), storage)
    }

    private static func refusal(
        _ digest: Digest = DeltaPack.tunedDigest, in repository: Repository
    ) -> StoreError? {
        #expect(throws: StoreError.self) { _ = try DeltaPack.read(digest, in: repository) }
    }

    @Test(arguments: ElementWidth.allCases) func aDeltaIsItsChunk(_ width: ElementWidth) throws {
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(to: repository, width: width)
        } _: { repository, _ throws in
            #expect(try DeltaPack.read(DeltaPack.tunedDigest, in: repository) == DeltaPack.tuned)
            #expect(try repository.packs.holds(DeltaPack.tunedDigest))
        }
    }

    @Test func aBaseMayBeInPieces() throws {
        let cuts = [(20_000, 6_000), (0, 20_000), (26_000, 14_000)]
        let sources = cuts.map {
            DeltaSource(
                chunk: DeltaPack.baseDigest, start: UInt32($0.0), length: UInt32($0.1))
        }
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(
                to: repository, sources: sources,
                from: cuts.flatMap { DeltaPack.base[$0.0..<$0.0 + $0.1] })
        } _: { repository, _ throws in
            #expect(try DeltaPack.read(DeltaPack.tunedDigest, in: repository) == DeltaPack.tuned)
        }
    }

    @Test func aMissingBaseIsAnErrorAndHoldsNothing() throws {
        try Self.with { repository throws in
            try DeltaPack.addTuned(to: repository)
        } _: { repository, _ throws in
            #expect(Self.refusal(in: repository)?.code == .integrity)
            #expect(try !repository.packs.holds(DeltaPack.tunedDigest))
        }
    }

    @Test func aBaseWhosePackIsGoneIsNotReliedOn() throws {
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(to: repository)
        } _: { repository, storage throws in
            let pack = try #require(
                try repository.packs.knownPlaces(of: DeltaPack.baseDigest).first)
            try storage.delete(ObjectLayout.pack(pack.0.id))
            let fresh = try Repository(storage: storage, path: "memory")
            #expect(try !fresh.packs.holds(DeltaPack.tunedDigest))
            #expect(try fresh.packs.bases(of: DeltaPack.tunedDigest, 0..<100) == nil)
            #expect(Self.refusal(in: fresh)?.code == .integrity)
        }
    }

    @Test func aBaseThatIsTooShortIsAnError() throws {
        let sources = [DeltaSource(chunk: DeltaPack.baseDigest, start: 2, length: 40_000)]
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(to: repository, sources: sources)
        } _: { repository, _ throws in
            #expect(Self.refusal(in: repository)?.code == .integrity)
        }
    }

    /// Two chunks, each the difference from the other, and one from itself: no base is a delta.
    @Test func circlesEndAtOnce() throws {
        let (base, tuned) = (DeltaPack.baseDigest, DeltaPack.tunedDigest)
        try Self.with { repository throws in
            try DeltaPack.addTuned(to: repository)
            _ = try DeltaPack.add(
                DeltaPack.base, base, [DeltaSource(chunk: tuned, start: 0, length: 40_000)], .two,
                from: DeltaPack.tuned, to: repository)
            try DeltaPack.addTuned(
                to: repository, sources: [DeltaSource(chunk: tuned, start: 0, length: 40_000)],
                from: DeltaPack.tuned)
        } _: { repository, _ throws in
            #expect(Self.refusal(in: repository)?.code == .integrity)
            #expect(Self.refusal(base, in: repository)?.code == .integrity)
            #expect(try !repository.packs.holds(base) && !repository.packs.holds(tuned))
        }
    }

    /// The base stands as it is too, in an older pack.
    @Test func aBaseIsTakenFromWhereItStandsAsItIs() throws {
        let other = TestWeights.tuned(DeltaPack.base, seed: 9)
        let source = DeltaSource(
            chunk: SHA256Hasher.digest(of: other), start: 0, length: 40_000)
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(to: repository)
            _ = try DeltaPack.add(
                DeltaPack.base, DeltaPack.baseDigest, [source], .two, from: other, to: repository)
        } _: { repository, _ throws in
            #expect(try DeltaPack.read(DeltaPack.tunedDigest, in: repository) == DeltaPack.tuned)
            #expect(try DeltaPack.read(DeltaPack.baseDigest, in: repository) == DeltaPack.base)
        }
    }

    /// An index that lies about the bytes of a base, with a right checksum, beside an honest one.
    @Test func aLyingCopyOfABaseIsPassedOver() throws {
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            let writer = try PackWriter(repository)
            try DeltaPack.tuned.withUnsafeBytes {
                try writer.add(
                    DeltaPack.baseDigest, plainLength: $0.count, codec: .raw, stored: $0)
            }
            try writer.finish()
            try DeltaPack.addTuned(to: repository)
        } _: { repository, _ throws in
            #expect(try DeltaPack.read(DeltaPack.tunedDigest, in: repository) == DeltaPack.tuned)
        }
    }

    @Test func everyDamagedByteIsAnErrorNeverWrongBytes() throws {
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(to: repository)
        } _: { repository, storage throws in
            var random = SeededRandom(seed: 3)
            for pack in try repository.packs.all() {
                let key = ObjectLayout.pack(pack.id)
                let sound = try storage.readAll(key, limit: 1 << 20)
                for _ in 0..<50 {
                    var rotten = sound
                    rotten[random.below(sound.count)] ^= UInt8(1 + random.below(255))
                    try storage.replace(key, with: rotten)
                    let fresh = try Repository(storage: storage, path: "memory")
                    #expect(Self.refusal(in: fresh)?.code == .integrity)
                }
                try storage.replace(key, with: sound)
            }
        }
    }

    /// The base of a delta's bytes is what the delta itself is the difference from.
    @Test func theBaseOfADeltaIsItsBase() throws {
        try Self.with { repository throws in
            try DeltaPack.addBase(to: repository)
            try DeltaPack.addTuned(to: repository)
        } _: { repository, _ throws in
            let bases = try repository.packs.bases(of: DeltaPack.tunedDigest, 100..<300)
            #expect(
                bases == [DeltaSource(chunk: DeltaPack.baseDigest, start: 100, length: 200)])
        }
    }
}
