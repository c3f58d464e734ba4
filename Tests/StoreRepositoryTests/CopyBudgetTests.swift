import FileIO
import Glibc
import StoreModel
import StoreRepository
import Synchronization
import TestSupport
import Testing

/// What goes when plain copies have no room.
@Suite struct CopyBudgetTests {
    static let two = 2 * HydrationFixture.size + 1

    static func open(
        _ blobs: HydratedBlobs, _ hydrator: Hydrator, _ blob: SizedBlob
    ) throws {
        _ = try blobs.openBlob(blob.digest, size: blob.size)
        hydrator.settle()
    }

    @Test func theLeastRecentlyUsedCopyGoesFirst() throws {
        try HydrationFixture.with { fixture in
            let all = try (0..<3).map { try fixture.add($0) }
            try fixture.hydrating(.open, budget: Self.two) {
                (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                for blob in [all[0], all[1], all[0], all[2]] {
                    try Self.open(blobs, hydrator, blob)
                }
                #expect(all.map { fixture.hasCopy(of: $0) } == [true, false, true])
                #expect(hydrator.checked.bytes == 2 * HydrationFixture.size)
                try Self.open(blobs, hydrator, all[1])
                #expect(all.map { fixture.hasCopy(of: $0) } == [false, true, true])
            }
            #expect(fixture.reports.withLock { $0 } == [])
        }
    }

    @Test func whatIsActiveOrWasIsPinned() throws {
        try HydrationFixture.with { fixture in
            let all = try (0..<4).map { try fixture.add($0) }
            for (number, id) in ["v0", "v1", "v2"].enumerated() {
                try fixture.activate(id, all[number])
            }
            let budget = 3 * HydrationFixture.size
            try fixture.hydrating(.open, budget: budget) {
                (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                for blob in [all[2], all[1], all[0], all[3]] {
                    try Self.open(blobs, hydrator, blob)
                }
                #expect(all.map { fixture.hasCopy(of: $0) } == [false, true, true, true])
            }
        }
    }

    @Test func aBlobThatDoesNotFitRemovesNothingAndIsSaidOnce() throws {
        try HydrationFixture.with { fixture in
            let all = try (0..<4).map { try fixture.add($0) }
            for (number, id) in ["v0", "v1"].enumerated() { try fixture.activate(id, all[number]) }
            try fixture.hydrating(.open, budget: Self.two) {
                (blobs: HydratedBlobs, hydrator: Hydrator) throws in
                for blob in all { try Self.open(blobs, hydrator, blob) }
                #expect(all.map { fixture.hasCopy(of: $0) } == [true, true, false, false])
                for (number, blob) in all.enumerated() {
                    #expect(
                        try HydratedBlobsTests.reads(
                            blobs, blob, as: HydrationFixture.plain(number)))
                }
            }
            #expect(fixture.reports.withLock { $0.count } == 1)
        }
    }

    @Test func aSmallerBudgetTrimsAtTheStart() throws {
        try HydrationFixture.with { fixture in
            let all = try (0..<3).map { try fixture.add($0) }
            for blob in all {
                _ = try fixture.copies.copy(of: blob.digest, size: blob.size)
                usleep(20_000)  // times move with the clock's tick
            }
            try fixture.hydrating(.open, budget: Self.two) { _, _ in }
            #expect(all.map { fixture.hasCopy(of: $0) } == [false, true, true])
        }
    }

    @Test func aHardLinkOutlivesTheCopy() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            _ = try fixture.copies.copy(of: blob.digest, size: blob.size)
            let mine = fixture.path + "/mine"
            #expect(link(fixture.place(of: blob), mine) == 0)
            try fixture.hydrating(.open, budget: 1) { _, _ in }
            #expect(!fixture.hasCopy(of: blob))
            let isSame =
                try FileReader(path: mine).readAll(limit: 1 << 24) == HydrationFixture.plain(1)
            #expect(isSame)
        }
    }
}
