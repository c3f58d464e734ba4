import Glibc
import TestSupport

/// A store and a place to mount it on, whose processes are killed while a mount begins or ends.
struct MountCrash {
    private let playground: CrashPlayground
    private let place: String

    init(at root: String) throws {
        playground = try CrashPlayground(root)
        place = root + "/mount"
        guard mkdir(place, 0o755) == 0 else { throw TestFailure.system("mkdir \(place)") }
        try playground.prepare([
            ["init"], CrashScenario.push("v1", "model-1", root), ["promote", "v1", "-m", "first"],
        ])
    }

    /// How many calls the process makes that makes most, of the three that a mount has.
    func ordinals() throws -> Int {
        let trace = playground.root + "/trace-mount"
        _ = try run(["mount", place], trace: trace).checked()
        let most = try ChildCommand("bash", ["-c", "cut -f 1 \"$0\" | sort -n | tail -n 1", trace])
            .run().checked()
        return Int(most.dropLast()) ?? 0
    }

    /// Each process of the mount gets `fault` at that call of its own; returns what is wrong then.
    func failures(mountingWith fault: String) throws -> [String] {
        defer { end() }
        let outcome = try run(["mount", place], fault: fault)
        var found: [String] = []
        if outcome.hasTimedOut { found.append("hung") }
        if case .exited(let code) = outcome.ending, code != 0, outcome.errors.isEmpty {
            found.append("failed without a word")
        }
        if case .signalled(let signal) = outcome.ending, signal != SIGKILL {
            found.append("died of signal \(signal)")
        }
        found += try aftermath()
        return found.map { "mount, \(fault): \($0)" }
    }

    /// All processes of the mount are killed so long after it was begun.
    func failures(mountKilledAfter microseconds: Int) throws -> [String] {
        defer { end() }
        let mounting = try command(["mount", place]).start()
        usleep(UInt32(microseconds))
        killProcesses()
        mounting.signal(SIGKILL)
        _ = try mounting.wait(timeout: .seconds(60))
        return try aftermath().map { "mount killed after \(microseconds) µs: \($0)" }
    }

    /// `umount` is killed so long after it was begun.
    func failures(umountKilledAfter microseconds: Int) throws -> [String] {
        defer { end() }
        _ = try run(["mount", place]).checked()
        let ending = try command(["umount", place]).start()
        usleep(UInt32(microseconds))
        ending.signal(SIGKILL)
        _ = try ending.wait(timeout: .seconds(60))
        return try aftermath().map { "umount killed after \(microseconds) µs: \($0)" }
    }

    /// Begins `count` mounts of the place at once; returns how many say that they stand, how many do,
    /// and what is wrong afterwards.
    func race(_ count: Int) throws -> (winners: Int, mounts: Int, failures: [String]) {
        defer { end() }
        let racers = try (0..<count).map { _ in try command(["mount", place]).start() }
        let endings = try racers.map { try $0.wait(timeout: .seconds(60)).ending }
        let winners = endings.filter { $0 == .exited(0) }.count
        let mounts = try mounts()
        return (winners, mounts, try aftermath())
    }

    /// What is wrong with the next mount of the same place, and with its end.
    private func aftermath() throws -> [String] {
        var found = try mounts() > 1 ? ["mounts are stacked"] : []
        var again = try run(["mount", place])
        if again.exitCode == 11 {
            // The supervisor was spared. What it serves may still meet the fault.
            _ = try run(["umount", "--lazy", place]).checked()
            again = try run(["mount", place])
        }
        guard again.exitCode == 0 else {
            return found + ["the next mount: \(again.ending) \(again.errorText)"]
        }
        found += try differences()
        if try mounts() != 1 { found.append("\(try mounts()) mounts after the next one") }
        let end = try run(["umount", place])
        if end.exitCode != 0 { found.append("umount: \(end.ending) \(end.errorText)") }
        if try mounts() != 0 { found.append("\(try mounts()) mounts after all") }
        return found
    }

    private func differences() throws -> [String] {
        let outcome = try ChildCommand("diff", ["-r", playground.first, place + "/active"])
            .run(timeout: .seconds(60))
        guard outcome.ending != .exited(0) else { return [] }
        return ["it serves: \(outcome.ending) \(outcome.outputText)\(outcome.errorText)"]
    }

    private func mounts() throws -> Int {
        let table = try ChildCommand(
            "bash", ["-c", "grep -c \" $0 \" /proc/self/mountinfo || true", place]
        ).run().checked()
        return Int(table.dropLast()) ?? 0
    }

    /// Workers die with their supervisor; a supervisor has the place on its command line.
    private func killProcesses() {
        // None of them is left, then.
        let found = try? ChildCommand("pgrep", ["-f", " -- \(place)$"]).run().outputText
        for process in (found ?? "").split(separator: "\n").compactMap({ Int32($0) }) {
            kill(process, SIGKILL)
        }
    }

    /// A failed test may have left anything.
    private func end() {
        killProcesses()
        while umount2(place, Int32(MNT_DETACH)) == 0 {}
    }

    private func run(
        _ arguments: [String], fault: String? = nil, trace: String? = nil
    ) throws -> TestSupport.ChildOutcome {
        try command(arguments, fault: fault, trace: trace).run(timeout: .seconds(60))
    }

    private func command(
        _ arguments: [String], fault: String? = nil, trace: String? = nil
    ) -> ChildCommand {
        StoreBinary.command(
            arguments + (arguments.first == "mount" ? ["--store", playground.base] : []),
            environment: ["STORE_FAULT": fault, "STORE_TRACE": trace])
    }
}
