import Glibc
import TestSupport

/// A mount whose workers are killed under readers of each kind.
final class KilledMount: @unchecked Sendable {
    private let place: String
    private let supervisor: Int32
    private let readers: MountReaders

    init(of playground: CrashPlayground, at place: String) throws {
        self.place = place
        guard mkdir(place, 0o755) == 0 else { throw TestFailure.system("mkdir \(place)") }
        _ = try StoreBinary.command(["mount", place, "--store", playground.base])
            .run(timeout: .seconds(60)).checked()
        // It has the place on its command line; workers have not.
        let found = try ChildCommand("pgrep", ["-f", " -- \(place)$"]).run().checked()
        guard let supervisor = Int32(found.prefix { $0 != "\n" }) else {
            throw TestFailure("no supervisor of \(place)")
        }
        self.supervisor = supervisor
        readers = try MountReaders(
            of: place + "/active/weights.bin", original: playground.first + "/weights.bin",
            stop: place + ".stop")
    }

    /// Kills so many workers, each a moment after it has come.
    func kill(_ count: Int, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var kills = Tally("worker kills under readers", place, portion: 20)
        var worker = try worker(after: 0)
        for _ in 0..<count {
            // Half of them die while they take their first requests, or before.
            usleep(UInt32(random.below(random.below(2) == 0 ? 3000 : 40_000)))
            Glibc.kill(worker, SIGKILL)
            worker = try self.worker(after: worker)
            try kills.add()
        }
        try kills.tell()
    }

    /// Ends the mount; returns what the readers have seen that they must not.
    func end() throws -> [String] {
        let (rounds, errors) = try readers.finish()
        _ = try StoreBinary.command(["umount", place]).run(timeout: .seconds(60)).checked()
        return errors + (rounds.contains(0) ? ["a reader has read nothing"] : [])
    }

    /// The worker that comes after `last`; throws when none does in 60 s.
    private func worker(after last: Int32) throws -> Int32 {
        for _ in 0..<12_000 {
            let worker = children().first { $0 != last }
            if let worker { return worker }
            usleep(5000)
        }
        throw TestFailure("no worker of \(place) after \(last) in 60 s")
    }

    /// Of the supervisor (proc(5), `children`).
    private func children() -> [Int32] {
        guard let file = fopen("/proc/\(supervisor)/task/\(supervisor)/children", "re") else {
            return []
        }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return [] }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
        return text.split(separator: " ").compactMap { Int32($0) }
    }
}
