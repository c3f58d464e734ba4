/// Processes that read one file of a mount again and again until they are told to stop, and end as soon
/// as they see an error or a wrong byte.
package final class MountReaders {
    /// Through the page cache as it is; through a memory map, or by reads, of pages that the worker
    /// has to bring each time; through a memory map of a file that is open all the time.
    package enum Kind: String, CaseIterable { case cached, mapped, direct, held }

    private let stop: String
    private let children: [RunningChild]

    /// Starts one of each kind; each compares `path` with the bytes of `original`.
    package init(of path: String, original: String, stop: String) throws {
        self.stop = stop
        children = try Kind.allCases.map { kind in
            try ChildCommand(
                "python3", ["-c", MountReaders.script, path, original, stop, kind.rawValue]
            ).start()
        }
    }

    /// Tells them to stop; returns how often each has read the file, and what went wrong.
    package func finish() throws -> (rounds: [Int], errors: [String]) {
        _ = try ChildCommand("touch", [stop]).run().checked()
        let outcomes = try children.map { try $0.wait(timeout: .seconds(120)) }
        _ = try ChildCommand("rm", [stop]).run().checked()
        let failed = outcomes.filter { $0.ending != .exited(0) }
        return (
            outcomes.map { Int($0.outputText.dropLast()) ?? 0 },
            failed.map { "\($0.ending) \($0.errorText)" }
        )
    }

    private static let script = """
        import hashlib, mmap, os, sys
        path, original, stop, kind = sys.argv[1:]
        with open(original, "rb") as file:
            expected = hashlib.sha256(file.read()).digest()
        rounds = 0
        if kind == "held":
            kept = open(path, "rb")
            held = mmap.mmap(kept.fileno(), 0, access=mmap.ACCESS_READ)
        while rounds == 0 or not os.path.exists(stop):
            with open(path, "rb") as file:
                if kind == "mapped":
                    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pages:
                        found = hashlib.sha256(pages).digest()
                elif kind == "held":
                    held.madvise(mmap.MADV_DONTNEED)
                    found = hashlib.sha256(held).digest()
                else:
                    found = hashlib.sha256(file.read()).digest()
                if kind != "cached":
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            if found != expected:
                sys.exit("wrong bytes in round %d" % rounds)
            rounds += 1
        print(rounds)
        """
}
