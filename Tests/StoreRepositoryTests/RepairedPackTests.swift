import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// What one process reads while another mends it.
@Suite struct RepairedPackTests {
    /// Raw chunks make the same index again, so the mended pack has the name of the damaged one.
    @Test func aPackThatWasReplacedUnderItsNameIsReadAnew() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            let pack = try #require(try fixture.repository.packs.all().first)
            fixture.repository.proofs.recordAll(of: pack)
            let other = try Repository.open(at: fixture.path)
            let reader = try other.openBlob(blob.digest, size: blob.size)
            let read = { () throws -> Bool in
                try BlobReadingTests.read(reader, at: 0, count: Int(blob.size))
                    == HydrationFixture.plain(1)
            }
            #expect(try read())
            try HydrationFixture.damage("\(fixture.path)/\(ObjectLayout.pack(pack.id))")
            let error = #expect(throws: StoreError.self) { _ = try read() }
            #expect(error?.code == .integrity)
            _ = try fixture.add(1)
            #expect(try fixture.repository.packs.all().map(\.id) == [pack.id])
            #expect(try read())
        }
    }
}
