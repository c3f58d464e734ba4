import FileIO
import Glibc
import StoreModel
import TestSupport
import Testing

/// `store prefetch`, with and without mounts that want copies.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct PrefetchTests {
    private static func prefetch(
        _ name: String, _ playground: MountPlayground, exit: Int32 = 0
    ) throws -> (document: JSON, notes: String) {
        let outcome = try playground.outcome(["prefetch", name, "--json"])
        #expect(outcome.exitCode == exit, "\(outcome.ending) \(outcome.errorText)")
        return (try JSONParser.parse(outcome.output), outcome.errorText)
    }

    @Test func copiesStandBeforeAnybodyReads() throws {
        try MountPlayground.with { playground in
            for name in ["v1", "v2"] { try HydrationTests.push(name, in: playground) }
            try playground.startMount(["--hydrate", "open"])
            let (document, notes) = try Self.prefetch("v2", playground)
            #expect(document["files_large"] == 1 && document["files_ready"] == 1)
            #expect(document["bytes_ready"]?.integer == Int64(HydrationTests.size))
            #expect(notes.isEmpty, "\(notes)")
            #expect(try HydrationTests.hasCopy("v2", playground))
            #expect(try !HydrationTests.hasCopy("v1", playground))
            let sum = try playground.shell("sha256sum < \"$M/versions/v2/w\"")
            #expect(try playground.shell("sha256sum < \"$R/large-v2/w\"") == sum)
            // Again: nothing is left to do.
            #expect(try Self.prefetch("v2", playground).document["files_ready"] == 1)
        }
    }

    @Test func whatHasNoRoomIsSaidAndExitsThree() throws {
        try MountPlayground.with { playground in
            for name in ["v1", "v2"] { try HydrationTests.push(name, in: playground) }
            try playground.promote("v1")
            // v1 is active, so its copy stays, and there is no room for another.
            try playground.startMount(["--hydrate", "promote", "--cache-size", "3000000"])
            try HydrationTests.wait(for: HydrationTests.size, playground)
            let (document, notes) = try Self.prefetch("v2", playground, exit: 3)
            #expect(document["files_large"] == 1 && document["files_ready"] == 0)
            #expect(notes.contains("--cache-size"), "\(notes)")
            #expect(try HydrationTests.hasCopy("v1", playground))
        }
    }

    @Test func withoutAMountThatWantsCopiesItSaysSo() throws {
        try MountPlayground.with { playground in
            try HydrationTests.push("v1", in: playground)
            let (document, notes) = try Self.prefetch("v1", playground)
            #expect(document["files_ready"] == 1)
            #expect(notes.contains("store mount DIR --hydrate promote"), "\(notes)")
            #expect(try playground.outcome(["prefetch", "v9"]).exitCode == 5)
        }
    }
}
