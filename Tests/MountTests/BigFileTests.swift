import Glibc
import StoreModel
import TestSupport
import Testing

/// A file that is larger than the memory a push or a mount may take (256 MiB each).
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"),
    .enabled(
        if: BigFile.hasRoom, "needs 10 GiB free in the temporary directory, 1 GiB if quick"))
struct BigFileTests {
    /// The largest resident size so far of a process (KiB); nil once it has ended.
    static func peak(of process: Int32) -> Int? {
        guard let file = fopen("/proc/\(process)/status", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("VmHWM:") { return Int(text.filter(\.isNumber)) }
        }
        return nil
    }

    /// Pushes the tree as v1; its document, and its peak memory, looked at every 5 ms: the kernel
    /// keeps the peak, so only what a push took in its last 5 ms can be missed.
    static func push(_ playground: MountPlayground) throws -> (document: JSON, peak: Int) {
        let child = try StoreBinary.command([
            "push", playground.root + "/big", "--version", "v1", "--store", playground.store,
            "--created", "2026-01-01T00:00:00Z", "--json", "--progress", "none",
        ]).start()
        var peak = 0
        while try child.poll() == nil {
            if let number = child.identifier { peak = max(peak, self.peak(of: number) ?? 0) }
            usleep(5000)
        }
        let text = try child.wait().checked()
        return (try JSONParser.parse(Array(text.utf8)), peak)
    }

    /// Eight readers at once, each of one eighth of the file.
    static func readInParallel(_ playground: MountPlayground) throws {
        try playground.shell(
            """
            pids=()
            for part in 7 2 5 0 3 6 1 4; do
                at() { dd if="$1/f" bs=1M skip=$((part * \(BigFile.size >> 23))) count=\(BigFile.size >> 23) \
                    status=none; }
                cmp <(at "$M/versions/v1") <(at "$R/big") & pids+=($!)
            done
            for pid in "${pids[@]}"; do wait "$pid"; done
            """)
    }

    @Test(.timeLimit(.minutes(5)))
    func threeGibibytesGoThroughInLittleMemory() throws {
        try MountPlayground.with { playground in
            try playground.shell(
                """
                mkdir "$R/big"; echo small > "$R/big/small"
                { openssl enc -aes-256-ctr -pass pass:1 -nosalt < /dev/zero 2> /dev/null || true; } |
                    head -c \(BigFile.size) > "$R/big/f"
                """)
            let first = try Self.push(playground)
            #expect(first.document["unchanged"] == false)
            #expect(first.document["bytes"]?.integer == Int64(BigFile.size + 6))
            #expect(first.document["bytes_stored"]?.integer == Int64(BigFile.size + 6))
            #expect(first.peak > 0 && first.peak < BigFile.memoryLimit, "push: \(first.peak) KiB")

            try playground.startMount()
            try playground.shell("diff -r \"$R/big\" \"$M/versions/v1\"")
            let sequential = Self.peak(of: try WorkerDeathTests.processes(of: playground).worker)
            try playground.unmount()
            try playground.startMount()  // with nothing of it in the kernel's cache
            let worker = try WorkerDeathTests.processes(of: playground).worker
            try Self.readInParallel(playground)
            let parallel = Self.peak(of: worker)
            let served = try max(#require(sequential), #require(parallel))
            #expect(served > 0 && served < BigFile.memoryLimit, "mount: \(served) KiB")

            let again = try Self.push(playground)
            #expect(again.document["unchanged"] == true)
            #expect(again.document["bytes_new"] == 0)
            #expect(again.document["bytes_stored"] == 0)
            #expect(again.document["digest"] == first.document["digest"])
            #expect(again.peak < BigFile.memoryLimit, "push again: \(again.peak) KiB")
            print(
                "big file: push \(first.peak >> 10) MiB, again \(again.peak >> 10) MiB, "
                    + "mount \(served >> 10) MiB")
        }
    }
}
