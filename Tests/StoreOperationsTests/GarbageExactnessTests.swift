import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// What gc removes and keeps after random pushes and removals, against a count by hand.
@Suite struct GarbageExactnessTests {
    /// What is needed by the versions there are, found the slow way: every index is read through for
    /// every blob.
    struct Count {
        var dead: Set<Digest> = []
        var sparse: Set<Digest> = []
        var manifests: Set<Digest> = []
        var chunks: Set<Digest> = []

        init(_ repository: Repository) throws {
            let packs = try repository.packs.all()
            var blobs: Set<Digest> = []
            for model in try repository.models() {
                for entry in try repository.state(of: model).versions {
                    manifests.insert(entry.manifest)
                    blobs.formUnion(try repository.manifest(entry.manifest).files.map(\.sha256))
                }
            }
            chunks = blobs
            for pack in packs {
                let index = try pack.index
                for position in 0..<index.blobCount {
                    let blob = index.blob(at: position)
                    guard blobs.contains(blob.digest) else { continue }
                    chunks.formUnion(index.recipe(of: blob).map(\.chunk))
                }
            }
            for pack in packs { count(try pack.index, blobs) }
        }

        private mutating func count(_ index: PackIndex, _ blobs: Set<Digest>) {
            let live = (0..<index.chunkCount).map(index.chunk(at:))
                .filter { chunks.contains($0.digest) }
            let names = (0..<index.blobCount).map { index.blob(at: $0).digest }
            if live.isEmpty, blobs.isDisjoint(with: names) {
                dead.insert(index.id)
            } else if live.reduce(0, { $0 + UInt64($1.storedLength) }) * 2 < index.packLength {
                sparse.insert(index.id)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func itIsExact(_ seed: UInt64) throws {
        try GarbageStore.with { store throws in
            var random = SeededRandom(seed: seed)
            let blocks = (0..<10).map { number in
                TestData.incompressible(200_000 + number, seed: seed + 100 * UInt64(number))
            }
            var contents: [String: [String: [UInt8]]] = [:]
            for number in 1...14 {
                var files: [String: [UInt8]] = [:]
                for file in 0...random.below(3) {
                    files["f\(file)"] = (0...random.below(3)).flatMap { _ in
                        blocks[random.below(blocks.count)]
                    }
                }
                try store.push("v\(number)", model: "m\(number % 2)", files)
                contents["v\(number)"] = files
                if random.below(3) == 0 { try Self.removeSome(store, &random, &contents) }
                if random.below(4) == 0 { try Self.collect(store, contents) }
            }
            try Self.removeSome(store, &random, &contents)
            try Self.collect(store, contents)
        }
    }

    /// Takes away about half of what no ref names.
    static func removeSome(
        _ store: GarbageStore, _ random: inout SeededRandom,
        _ contents: inout [String: [String: [UInt8]]]
    ) throws {
        for model in try store.repository.models() {
            let state = try store.repository.state(of: model)
            for entry in state.versions.dropLast() where random.below(2) == 0 {
                try store.remove(entry.id.text, model: model.text)
                contents[entry.id.text] = nil
            }
        }
    }

    static func collect(
        _ store: GarbageStore, _ contents: [String: [String: [UInt8]]]
    ) throws {
        let before = try Count(store.reopened())
        let size = try store.bytes()
        let plan = try store.collect(.dryRun)
        let report = try store.collect()
        #expect(plan.outcome.objects == report.outcome.objects)
        #expect(plan.outcome.bytesFreed == report.outcome.bytesFreed)
        let left = try store.bytes()
        #expect(Int64(size) - Int64(left) == report.outcome.bytesFreed)
        let gone = Set(
            report.outcome.objects.filter { $0.kind == .pack }
                .compactMap { ObjectLayout.digest(in: $0.key.lastComponent, suffix: ".pack") })
        #expect(gone == before.dead.union(before.sparse))
        let after = try Count(store.reopened())
        #expect(after.dead.isEmpty && after.sparse.isEmpty)
        #expect(after.chunks == before.chunks)
        let manifests = try store.files("manifests").compactMap { path in
            ObjectLayout.digest(in: ObjectKey(path).lastComponent, suffix: ".json")
        }
        #expect(Set(manifests) == before.manifests)
        #expect(try store.files("trash").isEmpty)
        #expect(try store.problems().isEmpty)
        for (version, files) in contents {
            let number = Int(version.dropFirst()) ?? 0
            #expect(try store.content(version, model: "m\(number % 2)") == files, "\(version)")
        }
    }
}
