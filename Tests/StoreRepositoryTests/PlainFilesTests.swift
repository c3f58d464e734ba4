import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// Plain files that are given out of the process's hands, and what processes tell each other of them.
@Suite struct PlainFilesTests {
    /// Runs `body` with a blob that has a copy which some process has hashed.
    private static func withCopy(
        _ body: (HydrationFixture, SizedBlob) throws -> Void
    ) throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1)
            try fixture.copies.provide(blob)
            try body(fixture, blob)
        }
    }

    private static func proof(_ fixture: HydrationFixture, _ blob: SizedBlob) -> String {
        "\(fixture.path)/cache/checked/\(blob.digest.hex.prefix(2))/\(blob.digest.hex)"
    }

    /// Whether a worker that begins now gives the blob's plain file out at its first open.
    private static func isGivenOut(
        _ fixture: HydrationFixture, _ blob: SizedBlob
    ) throws -> Bool {
        var isGivenOut = false
        try fixture.hydrating(.open) { (blobs: HydratedBlobs, _) throws in
            guard let file = blobs.plainFile(blob.digest, size: blob.size) else { return }
            let isSame = try file.readAll(limit: 1 << 24) == HydrationFixture.plain(1)
            #expect(isSame)
            isGivenOut = true
        }
        return isGivenOut
    }

    @Test func whatOneProcessHasHashedAnotherNeedNot() throws {
        try Self.withCopy { (fixture: HydrationFixture, blob: SizedBlob) throws in
            #expect(try Self.isGivenOut(fixture, blob))
            #expect(unlink(Self.proof(fixture, blob)) == 0)
            #expect(try !Self.isGivenOut(fixture, blob))
        }
    }

    @Test func aProofHoldsForThatFileAlone() throws {
        try Self.withCopy { (fixture: HydrationFixture, blob: SizedBlob) throws in
            let copy = fixture.place(of: blob)
            usleep(20_000)  // ctime moves with the clock's tick
            try HydrationFixture.damage(copy)
            chmod(copy, 0o444)
            #expect(try !Self.isGivenOut(fixture, blob))
            // Another file in its place, with the right bytes.
            try fixture.copies.provide(blob)
            #expect(try Self.isGivenOut(fixture, blob))
            let bytes = try FileReader(path: copy).readAll(limit: 1 << 24)
            unlink(copy)
            let other = try Descriptor.openKernelFile(copy, flags: O_CREAT | O_WRONLY)
            fchmod(other.raw, 0o444)
            try other.write(bytes)
            #expect(try !Self.isGivenOut(fixture, blob))
        }
    }

    /// Any bit, and any length; and so a proof of another boot, which is in it.
    @Test func aDamagedProofIsNone() throws {
        try Self.withCopy { (fixture: HydrationFixture, blob: SizedBlob) throws in
            let path = Self.proof(fixture, blob)
            let sound = try FileReader(path: path).readAll(limit: 1000)
            func isBelieved(_ bytes: [UInt8]) throws -> Bool {
                unlink(path)
                try Descriptor.openKernelFile(path, flags: O_CREAT | O_WRONLY).write(bytes)
                return try Self.isGivenOut(fixture, blob)
            }
            chmod(path, 0o600)
            for index in sound.indices {
                var damaged = sound
                damaged[index] ^= 1 << UInt8(index % 8)
                #expect(try !isBelieved(damaged), "byte \(index)")
            }
            for length in [0, 1, 56, sound.count - 1] {
                #expect(try !isBelieved(Array(sound.prefix(length))))
            }
            #expect(try !isBelieved(sound + [0]))
            #expect(try isBelieved(sound))
        }
    }

    /// It is hashed again in between, because its ctime moves; that is not enough to let it go.
    @Test func aFileThatOthersCouldWriteToIsNotGivenOut() throws {
        try Self.withCopy { (fixture: HydrationFixture, blob: SizedBlob) throws in
            let copy = fixture.place(of: blob)
            let changes: [() -> Int32] = [
                { link(copy, fixture.path + "/link") }, { chmod(copy, 0o644) },
            ]
            let undoings: [() -> Int32] = [
                { unlink(fixture.path + "/link") }, { chmod(copy, 0o444) },
            ]
            for (change, undo) in zip(changes, undoings) {
                #expect(change() == 0)
                try fixture.copies.provide(blob)
                #expect(try !Self.isGivenOut(fixture, blob))
                #expect(undo() == 0)
                try fixture.copies.provide(blob)
                #expect(try Self.isGivenOut(fixture, blob))
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func aFileOfAnotherUserIsNotGivenOut() throws {
        try Self.withCopy { (fixture: HydrationFixture, blob: SizedBlob) throws in
            chown(fixture.place(of: blob), 65534, 65534)
            try fixture.copies.provide(blob)
            #expect(try !Self.isGivenOut(fixture, blob))
        }
    }

    @Test func aPackThatIsTheFileNeedsNoCopy() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1, isPack: true)
            try fixture.copies.provide(blob)
            #expect(!fixture.hasCopy(of: blob))
            #expect(try Self.isGivenOut(fixture, blob))
        }
    }

    @Test func aDamagedPackIsNotGivenOut() throws {
        try HydrationFixture.with { fixture in
            let blob = try fixture.add(1, isPack: true)
            for pack in try fixture.repository.packs.all() {
                let path = "\(fixture.path)/\(ObjectLayout.pack(pack.id))"
                try HydrationFixture.damage(path)
                chmod(path, 0o400)
            }
            #expect(throws: StoreError.self) { try fixture.copies.provide(blob) }
            #expect(try !Self.isGivenOut(fixture, blob))
        }
    }

    @Test func aSmallBlobIsNotGivenOut() throws {
        try HydrationFixture.with { fixture in
            let plain = Array(HydrationFixture.plain(1).prefix(HydrationFixture.chunk))
            _ = try fixture.add(1)
            let chunk = SizedBlob(
                digest: SHA256Hasher.digest(of: plain), size: UInt64(plain.count))
            try fixture.copies.provide(chunk)
            #expect(try !Self.isGivenOut(fixture, chunk))
        }
    }
}
