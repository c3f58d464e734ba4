import FileIO
import Glibc
import TestSupport
import Testing

/// A worker that dies at a system call dies with a request in hand, which only RESEND brings back. (A
/// request that no worker had taken waits in the kernel, and proves nothing.)
@Suite(
    .enabled(
        if: geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0, "needs root and /dev/fuse"))
struct ResendTests {
    /// More calls than a mount makes to begin, fewer than the worker makes for the reader below.
    private static let ordinal = 400

    /// Reads a small file again and again by way of `active`, which costs look-ups, in a process that
    /// another waits for: who waits for an answer that never comes cannot be killed.
    private static let reader = """
        (
            for _ in {1..200}; do
                read -r line <"$0/mount/active/sub/config.json"
                [[ $line == '{"one":1}' ]] || exit 1
            done
        )
        exit $?
        """

    private static func worker(_ place: String) throws -> [UInt8]? {
        try ExtendedAttributes.value("user.store.pid", at: place)
    }

    /// A reader that was left waiting keeps its mount; a supervisor has the place on its command line.
    private static func end(_ place: String) {
        while umount2(place, Int32(MNT_DETACH)) == 0 {}
        // None is left where the test has passed.
        _ = try? ChildCommand("pkill", ["-KILL", "-f", " -- \(place)$"]).run()
    }

    @Test func aRequestThatAKilledWorkerHadTakenIsAnswered() throws {
        try withScratchDirectory { (path: String) throws in
            let playground = try CrashPlayground(path)
            let place = path + "/mount"
            _ = try DurableDirectory.makePath(place)
            try playground.prepare([
                ["init"], CrashScenario.push("v1", "model-1", path), ["promote", "v1", "-m", "x"],
            ])
            defer { Self.end(place) }
            let fault = "op=\(Self.ordinal):kill"
            _ = try playground.run(["mount", place], on: playground.base, fault: fault).checked()
            let first = try Self.worker(place)
            // Without its request a reader would wait for ever.
            let outcome = try ChildCommand("bash", ["-c", Self.reader, path])
                .run(timeout: .seconds(30))
            #expect(outcome.ending == .exited(0) && !outcome.hasTimedOut)
            #expect(try first != nil && Self.worker(place) != first, "a worker has died meanwhile")
            _ = try StoreBinary.command(["umount", place]).run(timeout: .seconds(60)).checked()
        }
    }
}
