import Glibc
import TestSupport

/// One scenario on a volume whose every write is recorded; then the power goes at any moment, and
/// the disk has lost, reordered or torn what was not synced. Each disk that may be left is mounted,
/// which is the file system's own recovery, and the invariants are checked on it.
struct PowerReplay {
    /// A run of the command to its success.
    private struct Run {
        let recording: BlockRecording
        let outcome: TestSupport.ChildOutcome
        /// What the store consists of afterwards.
        let files: Set<String>
    }

    private let loop: CrashLoop
    private let kind: LoopVolume.Kind
    private let volume: LoopVolume
    private let run: Run
    /// How a command ends whose power goes.
    private let cutShort: TestSupport.ChildOutcome

    var recording: BlockRecording { run.recording }

    init(_ scenario: String, on kind: LoopVolume.Kind, at root: String) throws {
        self.kind = kind
        loop = try CrashLoop(scenario, at: root)
        volume = try LoopVolume(kind, mebibytes: 64, at: root)
        let store = PowerReplay.store(on: volume)
        try volume.mount()
        if access(loop.playground.base, F_OK) == 0 {
            _ = try ChildCommand("cp", ["-a", loop.playground.base, store]).run().checked()
        }
        try volume.unmount()
        let base = try BlockImage(reading: volume.image)
        run = try PowerReplay.run(loop, on: volume, kind, from: base)
        cutShort = try loop.playground.run(["list"], on: store, fault: "op=1:kill")
    }

    private static func store(on volume: LoopVolume) -> String { volume.mountPoint + "/store" }

    /// Mounts the volume, runs the command, unmounts; all of it recorded.
    private static func run(
        _ loop: CrashLoop, on volume: LoopVolume, _ kind: LoopVolume.Kind, from base: BlockImage
    ) throws -> Run {
        let log = loop.playground.root + "/blocks"
        try volume.detach()
        let recorder = try DiskRecorder(over: volume.image, log: log)
        try volume.mount()
        try recorder.mark()
        let outcome = try loop.playground.run(loop.scenario.command, on: store(on: volume))
        guard outcome.ending == .exited(0) || loop.isRepeatedInit(outcome) else {
            throw TestFailure("recorded: \(outcome.ending) \(outcome.errorText)")
        }
        try recorder.mark()
        let files = try files(of: store(on: volume))
        try volume.unmount()
        try volume.detach()
        try recorder.stop()
        // A disk's sector; but ext4 does not survive half of its superblock, which is a block here.
        let sector = kind == .ext4 ? 1024 : 512
        let recording = try BlockRecording(base, log: log, sector: sector)
        return Run(recording: recording, outcome: outcome, files: files)
    }

    /// All files that must outlive a power cut, by their paths.
    private static func files(of store: String) throws -> Set<String> {
        Set(try FileTree.files(below: store)).filter { path in
            !["cache/", "leases/", "tmp/"].contains { path.hasPrefix($0) }
        }
    }

    /// What is wrong after `cut`; nil if a cut in `seen` leaves the same disk.
    func failures(after cut: BlockCut, unlessSeen seen: inout Set<PowerState>) throws -> [String]? {
        let isAcknowledged = recording.isAcknowledged(at: cut)
        let image = recording.image(after: cut)
        let state = PowerState(
            disk: image.difference(from: recording.base), acknowledged: isAcknowledged ? 1 : 0)
        guard seen.insert(state).inserted else { return nil }
        return try failures(on: image, isAcknowledged ? run : nil).map {
            "\(loop.scenario.name) on \(kind), \(cut) of \(recording.count): \($0)"
        }
    }

    /// The power goes at `cut`, then again: at `times` moments, half of them while the file system
    /// recovers, the others also while the command is run again and afterwards. How many different
    /// disks that left, and what is wrong.
    func failures(
        after cut: BlockCut, andAgain times: Int, seed: UInt64
    ) throws -> (states: Int, failures: [String]) {
        let base = recording.image(after: cut)
        try base.save(to: volume.image)
        let second = try PowerReplay.run(loop, on: volume, kind, from: base)
        let first = recording.isAcknowledged(at: cut) ? run : nil
        var (seen, found): (Set<PowerState>, [String]) = ([], [])
        for ordinal in 1...times {
            let next =
                ordinal % 2 == 1
                ? second.recording.cutWhileMounting(ordinal, seed: seed)
                : second.recording.cut(ordinal / 2, of: times / 2, seed: seed)
            let image = second.recording.image(after: next)
            let isSecond = second.recording.isAcknowledged(at: next)
            let state = PowerState(
                disk: image.difference(from: base),
                acknowledged: isSecond ? 2 : first == nil ? 0 : 1)
            guard seen.insert(state).inserted else { continue }
            found += try failures(on: image, isSecond ? second : first).map {
                "\(loop.scenario.name) on \(kind), \(cut) of \(recording.count), "
                    + "then \(next) of \(second.recording.count): \($0)"
            }
        }
        return (seen.count, found)
    }

    /// `acknowledged`: the run whose success had been told when the power went.
    private func failures(on image: BlockImage, _ acknowledged: Run?) throws -> [String] {
        // A try that failed may have left its volume mounted.
        if volume.isMounted { try volume.unmount() }
        try image.save(to: volume.image)
        do {
            try volume.mount()
        } catch {
            return ["the file system does not recover: \(error)"]
        }
        let store = PowerReplay.store(on: volume)
        var found: [String] = []
        if let acknowledged {
            // By name too: what is lost of two copies, verify puts back without a word.
            let lost = try acknowledged.files.subtracting(PowerReplay.files(of: store))
            if !lost.isEmpty { found.append("lost after the success: \(lost.sorted())") }
        }
        found += try loop.failures(after: acknowledged?.outcome ?? cutShort, on: store)
        try volume.unmount()
        return found
    }
}
