import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// Reading from plain copies, and when they are made.
@Suite struct HydratedBlobsTests {
    static func bytes(_ blobs: HydratedBlobs, _ blob: SizedBlob) throws -> [UInt8] {
        try BlobReadingTests.read(
            blobs.openBlob(blob.digest, size: blob.size), at: 0, count: Int(blob.size) + 1)
    }

    /// Whether that is what the blob reads as. Arrays of a megabyte must not stand in an `#expect` of
    /// their own: where they differ, it looks for the differences for minutes.
    static func reads(
        _ blobs: HydratedBlobs, _ blob: SizedBlob, as plain: [UInt8]
    ) throws -> Bool { try bytes(blobs, blob) == plain }

    @Test func theFirstOpenIsFromChunksAndTheNextFromTheCopy() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                #expect(try Self.reads(blobs, blob, as: HydrationFixture.plain(1)))
                hydrator.settle()
                #expect(hydrator.checked.bytes == blob.size)
                #expect(try Self.reads(blobs, blob, as: HydrationFixture.plain(1)))
                let end = try BlobReadingTests.read(
                    blobs.openBlob(blob.digest, size: blob.size), at: blob.size - 5, count: 100)
                #expect(end == Array(HydrationFixture.plain(1).suffix(5)))
                #expect(fixture.chunkOpens == 1)
            }
        }
    }

    @Test func aSmallBlobIsNeverCopied() throws {
        try HydrationFixture.with { fixture in
            let plain = HydrationFixture.plain(1).prefix(HydrationFixture.chunk)
            _ = try fixture.add(1)
            let chunk = SizedBlob(
                digest: SHA256Hasher.digest(of: Array(plain)), size: UInt64(plain.count))
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                for _ in 0..<2 {
                    #expect(try Self.reads(blobs, chunk, as: Array(plain)))
                    hydrator.settle()
                }
                #expect(!fixture.hasCopy(of: chunk))
                #expect(fixture.chunkOpens == 2)
            }
        }
    }

    @Test func aCopyIsHashedBeforeItsFirstUse() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            _ = try fixture.copies.copy(of: blob.digest, size: blob.size)
            try HydrationFixture.damage(fixture.place(of: blob))
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                for _ in 0..<3 {
                    #expect(try Self.reads(blobs, blob, as: HydrationFixture.plain(1)))
                    hydrator.settle()
                }
                #expect(fixture.chunkOpens == 1, "it was replaced, and the new one is read")
            }
            #expect(try CheckedCopies(fixture.copies).check(blob))
        }
    }

    @Test func aCopyThatChangesIsHashedAgainAndReplaced() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                _ = try Self.bytes(blobs, blob)
                hydrator.settle()
                usleep(20_000)  // ctime moves with the clock's tick
                try HydrationFixture.damage(fixture.place(of: blob))
                for _ in 0..<3 {
                    #expect(try Self.reads(blobs, blob, as: HydrationFixture.plain(1)))
                    hydrator.settle()
                }
                #expect(fixture.chunkOpens == 2)
            }
        }
    }

    /// Whoever linked to a copy can write to it while it is read.
    @Test func whatIsWrittenIntoACopyUnderAReaderIsNeverServed() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                _ = try Self.bytes(blobs, blob)
                hydrator.settle()
                let reader = try blobs.openBlob(blob.digest, size: blob.size)
                usleep(20_000)  // ctime moves with the clock's tick
                try HydrationFixture.damage(fixture.place(of: blob))
                for _ in 0..<2 {
                    let read = try BlobReadingTests.read(reader, at: 0, count: Int(blob.size))
                    let isSame = read == HydrationFixture.plain(1)
                    #expect(isSame)
                }
                #expect(fixture.chunkOpens == 2, "the copy is not asked a second time")
            }
        }
    }

    @Test func aReaderOutlivesItsCopy() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            let plain = HydrationFixture.plain(1)
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                _ = try Self.bytes(blobs, blob)
                hydrator.settle()
                let reader = try blobs.openBlob(blob.digest, size: blob.size)
                try fixture.copies.remove(blob.digest)
                #expect(try BlobReadingTests.read(reader, at: 7, count: 9) == Array(plain[7..<16]))
                #expect(fixture.chunkOpens == 2, "the inode's time moved with its name")
                let streamed = try blobs.openBlob(blob.digest, size: blob.size)
                hydrator.settle()
                #expect(fixture.hasCopy(of: blob))
                try HydrationFixture.damage(fixture.place(of: blob))
                let read = try BlobReadingTests.read(streamed, at: 0, count: plain.count)
                let isSame = read == plain
                #expect(isSame)
            }
        }
    }

    @Test func aCopyThatIsCutShortUnderAReaderIsGivenUpForTheChunks() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                _ = try Self.bytes(blobs, blob)
                hydrator.settle()
                let reader = try blobs.openBlob(blob.digest, size: blob.size)
                chmod(fixture.place(of: blob), 0o644)
                truncate(fixture.place(of: blob), 1000)
                let read = try BlobReadingTests.read(reader, at: 0, count: Int(blob.size))
                let isSame = read == HydrationFixture.plain(1)
                #expect(isSame)
                #expect(fixture.chunkOpens == 2)
            }
        }
    }

    @Test func aSoundCopyOutlivesItsChunks() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            _ = try fixture.copies.copy(of: blob.digest, size: blob.size)
            for pack in try fixture.repository.packs.all() {
                try HydrationFixture.damage("\(fixture.path)/\(ObjectLayout.pack(pack.id))")
            }
            try fixture.hydrating(.promote) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                // Whether the chunks fail at the open or later is theirs to say.
                _ = try? blobs.openBlob(blob.digest, size: blob.size)
                hydrator.settle()
                #expect(try Self.reads(blobs, blob, as: HydrationFixture.plain(1)))
            }
        }
    }

    @Test func thePolicyPromoteUsesCopiesAndMakesThoseOfWhatIsActive() throws {
        try HydrationFixture.with { fixture in
            let (active, standing, other) = (
                try fixture.add(1), try fixture.add(2), try fixture.add(3)
            )
            try fixture.activate("v1", active)
            _ = try fixture.copies.copy(of: standing.digest, size: standing.size)
            try fixture.hydrating(.promote) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                #expect(hydrator.checked.bytes == active.size)
                for _ in 0..<2 {
                    for blob in [active, standing, other] { _ = try Self.bytes(blobs, blob) }
                    hydrator.settle()
                }
                #expect(!fixture.hasCopy(of: other))
                #expect(fixture.chunkOpens == 3, "standing once, other twice")
            }
        }
    }

    @Test func timesNeedNoCopyAndMakeNone() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            try fixture.hydrating(.open) { (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                _ = try blobs.timeStored(blob.digest, size: blob.size)
                hydrator.settle()
                #expect(!fixture.hasCopy(of: blob))
            }
        }
    }
}
