import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization
import TestSupport
import Testing

/// With a merged index, and whatever happens to it, look-ups say what the packs' own indexes say.
@Suite struct MergedIndexTests {
    static let key = ObjectKey("cache/index")
    /// Merges whatever is not merged, in many parts.
    static let eager = MergeLimits(packs: 0, rows: 0, rowsAtOnce: 7)
    /// Never merges.
    static let never = MergeLimits(packs: 1 << 20, rows: 1 << 40, rowsAtOnce: 7)

    static func size(in storage: any ObjectStorage) throws -> UInt64? {
        try storage.information(key)?.size
    }

    /// A store of a few packs and its merged index.
    static func merged(_ packs: Int = 5, seed: UInt64 = 3) throws -> (PackedStore, [UInt8]) {
        var store = try PackedStore()
        var random = SeededRandom(seed: seed)
        try store.add(packs, by: &random)
        _ = try PackCatalogue(storage: store.storage, limits: eager).all()
        return (store, try store.storage.readAll(key, limit: 1 << 20))
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func lookUpsSayWhatThePacksSay(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var store = try PackedStore()
        let limits = MergeLimits(
            packs: random.below(4), rows: random.below(40), rowsAtOnce: 1 + random.below(100))
        let kept = PackCatalogue(storage: store.storage, limits: limits)
        for _ in 0..<12 {
            switch random.below(4) {
            case 0:
                guard let id = store.packs.randomElement(using: &random) else { continue }
                try store.drop(id)
            default: try store.add(1 + random.below(9), by: &random)
            }
            let fresh = PackCatalogue(storage: store.storage, limits: limits)
            #expect(try store.differences(in: fresh) == [], "seed \(seed)")
            for id in try kept.vanished() { kept.remove(id) }
            try kept.refresh()
            #expect(try store.differences(in: kept) == [], "seed \(seed), kept")
        }
        #expect(try Self.size(in: store.storage) != nil)
    }

    /// More rows than a block has, and the same chunk in many packs.
    @Test func rowsGoOnInTheNextBlock() throws {
        var store = try PackedStore()
        for number in 0..<150 { try store.add([number, 1000]) }
        let catalogue = PackCatalogue(storage: store.storage, limits: Self.eager)
        #expect(try store.differences(in: catalogue) == [])
        let common = SHA256Hasher.digest(of: PackedStore.chunk(1000))
        #expect(try catalogue.knownPlaces(of: common).count == 150)
        // Five blocks of chunks, two of recipes, three of packs.
        #expect(try Self.size(in: store.storage) == 10 * 4096 + 7 * 8 + 8)
    }

    @Test func aStoreThatIsMergedIsOpenedWithoutItsIndexes() throws {
        let (store, _) = try Self.merged(12)
        let storage = CountingStorage(store.storage)
        let catalogue = PackCatalogue(storage: storage, limits: Self.eager)
        #expect(try catalogue.all().count == store.packs.count)
        #expect(storage.opened.withLock { $0 } == 1)
        #expect(storage.looked.withLock { $0 } == 0)
        #expect(try store.differences(in: catalogue) == [])
    }

    @Test func everyDamagedByteLeavesTheAnswersAlone() throws {
        let (store, sound) = try Self.merged(2)
        let answers = try PackedAnswers(store)
        for position in sound.indices {
            var rotten = sound
            rotten[position] ^= 0x10
            try store.storage.replace(Self.key, with: rotten)
            let catalogue = PackCatalogue(storage: store.storage, limits: Self.never)
            #expect(try answers.differences(in: catalogue) == [], "byte \(position)")
        }
    }

    @Test func anyOtherLengthLeavesTheAnswersAlone() throws {
        let (store, sound) = try Self.merged()
        for count in stride(from: 0, to: sound.count, by: 97) {
            for bytes in [
                Array(sound.prefix(count)), sound + [UInt8](repeating: 0, count: count + 1),
            ] {
                try store.storage.replace(Self.key, with: bytes)
                let catalogue = PackCatalogue(storage: store.storage, limits: Self.never)
                #expect(try store.differences(in: catalogue) == [], "\(bytes.count) bytes")
            }
        }
    }

    /// Each block is sound, and of another merged index or in another's place.
    @Test func blocksThatBelongElsewhereLeaveTheAnswersAlone() throws {
        let (store, sound) = try Self.merged(40)
        let (_, other) = try Self.merged(40, seed: 4)
        let blocks = [1, 2, 3].map { $0 * 4096..<($0 + 1) * 4096 }
        for target in blocks {
            for (source, file) in blocks.flatMap({ [($0, sound), ($0, other)] }) {
                var mixed = sound
                mixed.replaceSubrange(target, with: file[source])
                try store.storage.replace(Self.key, with: mixed)
                let catalogue = PackCatalogue(storage: store.storage, limits: Self.never)
                #expect(try store.differences(in: catalogue) == [])
            }
        }
    }

    @Test func oneOfAnotherStoreOrAnotherDayLeavesTheAnswersAlone() throws {
        var (store, before) = try Self.merged()
        let (_, foreign) = try Self.merged(seed: 9)
        var random = SeededRandom(seed: 5)
        try store.add(3, by: &random)
        try store.drop(store.packs[0])
        for bytes in [before, foreign] {
            for limits in [Self.never, Self.eager] {
                try store.storage.replace(Self.key, with: bytes)
                let catalogue = PackCatalogue(storage: store.storage, limits: limits)
                #expect(Set(try catalogue.all().map(\.id)) == Set(store.packs))
                #expect(try store.differences(in: catalogue) == [])
            }
        }
    }

    @Test func whatIsGoneIsLeftOutTheNextTime() throws {
        var (store, before) = try Self.merged(40)
        for id in store.packs.prefix(30) { try store.drop(id) }
        try store.add([1, 2, 3])
        _ = try PackCatalogue(storage: store.storage, limits: Self.eager).all()
        let after = try store.storage.readAll(Self.key, limit: 1 << 20)
        #expect(after.count < before.count)
        try store.storage.delete(Self.key)
        _ = try PackCatalogue(storage: store.storage, limits: Self.eager).all()
        #expect(try store.storage.readAll(Self.key, limit: 1 << 20).count == after.count)
    }

    @Test func aDamagedOneIsMadeAgain() throws {
        let (store, sound) = try Self.merged()
        var rotten = sound
        rotten[4096 + 500] ^= 1
        try store.storage.replace(Self.key, with: rotten)
        let catalogue = PackCatalogue(storage: store.storage, limits: Self.eager)
        #expect(try store.differences(in: catalogue) == [])
        let again = try store.storage.readAll(Self.key, limit: 1 << 20)
        #expect(again != rotten && again.count == sound.count)
        let reader = PackCatalogue(storage: store.storage, limits: Self.never)
        #expect(try store.differences(in: reader) == [])
    }

    @Test func damageThatIsFoundWhileItIsRenewedLeavesTheAnswersAlone() throws {
        var (store, sound) = try Self.merged()
        try store.add([100, 101])
        sound[4096 + 500] ^= 1
        try store.storage.replace(Self.key, with: sound)
        for _ in 0..<2 {
            let catalogue = PackCatalogue(storage: store.storage, limits: Self.eager)
            #expect(try store.differences(in: catalogue) == [])
        }
        // The second has made it from nothing.
        #expect(try PackCatalogue(storage: store.storage, limits: Self.never).all().count == 6)
        #expect(try Self.size(in: store.storage) == UInt64(sound.count))
    }

    /// Bytes that cannot be read are no more than bytes that have changed.
    @Test func oneThatCannotBeReadIsGivenUp() throws {
        let (store, _) = try Self.merged()
        let failing = FailingStorage(store.storage)
        let catalogue = PackCatalogue(storage: failing, limits: Self.never)
        _ = try catalogue.all()
        failing.failReads(of: Self.key)
        #expect(try store.differences(in: catalogue) == [])
    }

    @Test func aStoreThatCannotBeWrittenIsReadAllTheSame() throws {
        var (store, _) = try Self.merged()
        try store.storage.delete(Self.key)
        let failing = FailingStorage(store.storage)
        failing.failWrites()
        let catalogue = PackCatalogue(storage: failing, limits: Self.eager)
        #expect(try store.differences(in: catalogue) == [])
        var random = SeededRandom(seed: 6)
        try store.add(3, by: &random)
        try catalogue.refresh()
        #expect(try store.differences(in: catalogue) == [])
        #expect(failing.writesTried == 1)
        #expect(try Self.size(in: store.storage) == nil)
    }

    /// Two processes that merge at once: one is first, both go on.
    @Test func anotherProcessMayMergeFirst() throws {
        let base = MemoryStorage()
        let storage = InterferingStorage(base)
        var store = try PackedStore(base)
        var random = SeededRandom(seed: 7)
        try store.add(9, by: &random)
        let more = store
        storage.interfere { key throws(StoreError) in
            guard key == Self.key else { return }
            _ = try PackCatalogue(storage: more.storage, limits: Self.eager).all()
        }
        let catalogue = PackCatalogue(storage: storage, limits: Self.eager)
        #expect(try store.differences(in: catalogue) == [])
        #expect(try Self.size(in: base) != nil)
    }

    /// A process that runs for long takes over what others have merged.
    @Test func whatAnotherProcessMergesIsTakenOver() throws {
        var (store, _) = try Self.merged()
        let limits = MergeLimits(packs: 3, rows: 1 << 20, rowsAtOnce: 100)
        let kept = PackCatalogue(storage: store.storage, limits: limits)
        #expect(try store.differences(in: kept) == [])
        for number in 0..<3 { try store.add([100 + number, 200]) }
        try kept.refresh()
        for number in 0..<3 { try store.add([300 + number, 200]) }
        _ = try PackCatalogue(storage: store.storage, limits: Self.eager).all()
        let written = try store.storage.readAll(Self.key, limit: 1 << 20)
        try kept.refresh()
        #expect(try store.storage.readAll(Self.key, limit: 1 << 20) == written)
        #expect(try store.differences(in: kept) == [])
    }

    @Test func aPackWhoseOwnIndexIsLostIsNotReliedOn() throws {
        let (store, _) = try Self.merged()
        let catalogue = PackCatalogue(storage: store.storage, limits: Self.never)
        for id in store.packs {
            let key = ObjectLayout.index(id)
            try store.storage.replace(key, with: [1, 2, 3])
            try store.storage.replace(ObjectLayout.mirror(key), with: [1, 2, 3])
        }
        for chunk in store.chunks {
            #expect(try catalogue.holds(chunk) == false)
            #expect(try catalogue.places(of: chunk).isEmpty)
        }
        for blob in store.blobs { #expect(try catalogue.recipes(of: blob).isEmpty) }
    }

    @Test func aPackThatIsGoneOrCutShortIsNotReliedOn() throws {
        for damage in [[], [UInt8(1)]] as [[UInt8]] {
            let (store, _) = try Self.merged()
            let catalogue = PackCatalogue(storage: store.storage, limits: Self.never)
            for id in store.packs {
                try store.storage.delete(ObjectLayout.pack(id))
                if !damage.isEmpty { try store.storage.put(damage, as: ObjectLayout.pack(id)) }
            }
            for chunk in store.chunks { #expect(try catalogue.holds(chunk) == false) }
        }
    }

    @Test func whoBelievesOwnIndexesAloneDoesNotLookAtIt() throws {
        let (store, _) = try Self.merged()
        let storage = CountingStorage(store.storage)
        let catalogue = PackCatalogue(storage: storage, limits: Self.eager)
        catalogue.useOwnIndexes()
        #expect(try store.differences(in: catalogue) == [])
        // Each index once; nothing else was opened.
        #expect(storage.opened.withLock { $0 } == store.packs.count)
    }
}
