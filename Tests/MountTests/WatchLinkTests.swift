import FileIO
import Glibc
import TestSupport
import Testing

/// `store watch --link`: a real symbolic link in step with what is active.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct WatchLinkTests {
    private static func wait(_ what: String, until isTrue: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !isTrue() {
            guard ContinuousClock.now < deadline else { throw TestFailure("never: \(what)") }
            usleep(5_000)
        }
    }

    @Test func itFollowsPromoteAndRollback() throws {
        try MountPlayground.with { playground in
            let link = playground.root + "/current"
            for name in ["v1", "v2"] { try playground.push(name) }
            let child = try StoreBinary.command(
                ["watch", "--link", link, "--store", playground.store]
            ).start()
            defer {
                child.signal(SIGKILL)
                // It was killed, so there is nothing to learn.
                _ = try? child.wait(timeout: .seconds(30))
            }
            func leadsTo(_ id: String) throws {
                try Self.wait("the link leads to \(id)") {
                    // Until the link is there it cannot be read.
                    (try? MountPlayground.text(link + "/deep/er/still/id")) == id
                }
            }
            try playground.promote("v1")
            // There is no mount yet for it to lead into.
            try Self.wait("it says what it waits for") {
                String(decoding: try child.errorsSoFar(), as: UTF8.self).contains(
                    "waits for a mount")
            }
            #expect(access(link, F_OK) != 0)
            try playground.startMount()
            try leadsTo("v1")
            try playground.promote("v2")
            try leadsTo("v2")
            let directory = try Directory(path: playground.root)
            #expect(
                try directory.linkTarget(of: "current") == playground.mount + "/versions/v2")
            try playground.run(["rollback", "-m", "test"])
            try leadsTo("v1")
            #expect(access(link + ".new", F_OK) != 0)
        }
    }
}
