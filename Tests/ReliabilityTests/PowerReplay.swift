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
        let files: Set<Substring>
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
        try recorder.stop()
        // A disk's sector; but ext4 does not survive half of its superblock, which is a block here.
        let sector = kind == .ext4 ? 1024 : 512
        let recording = try BlockRecording(base, log: log, sector: sector)
        return Run(recording: recording, outcome: outcome, files: files)
    }

    /// All files that must outlive a power cut, by their paths.
    private static func files(of store: String) throws -> Set<Substring> {
        guard access(store, F_OK) == 0 else { return [] }
        let list = try ChildCommand("find", [".", "-type", "f"], directory: store).run().checked()
        return Set(list.split(separator: "\n")).filter { path in
            !["./cache/", "./leases/", "./tmp/"].contains { path.hasPrefix($0) }
        }
    }

    /// What is wrong after `cut`.
    func failures(after cut: BlockCut) throws -> [String] {
        let isAcknowledged = recording.isAcknowledged(at: cut)
        return try failures(on: recording.image(after: cut), isAcknowledged ? run : nil).map {
            "\(loop.scenario.name) on \(kind), \(cut) of \(recording.count): \($0)"
        }
    }

    /// The power goes at `cut`, then again: at `times` moments, half of them while the file system
    /// recovers, the others also while the command is run again and afterwards.
    func failures(after cut: BlockCut, andAgain times: Int, seed: UInt64) throws -> [String] {
        let base = recording.image(after: cut)
        try base.save(to: volume.image)
        let second = try PowerReplay.run(loop, on: volume, kind, from: base)
        let first = recording.isAcknowledged(at: cut) ? run : nil
        var found: [String] = []
        for ordinal in 1...times {
            let next =
                ordinal % 2 == 1
                ? second.recording.cutWhileMounting(ordinal, seed: seed)
                : second.recording.cut(ordinal / 2, of: times / 2, seed: seed)
            let image = second.recording.image(after: next)
            let acknowledged = second.recording.isAcknowledged(at: next) ? second : first
            found += try failures(on: image, acknowledged).map {
                "\(loop.scenario.name) on \(kind), \(cut) of \(recording.count), "
                    + "then \(next) of \(second.recording.count): \($0)"
            }
        }
        return found
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
