import FileIO
import Glibc
import StoreModel
import TestSupport

/// A directory with small models, of which one is a fine-tune of another, and a store in a known state, copied afresh for each try.
struct CrashPlayground {
    let root: String
    /// The store that every try starts from.
    let base: String
    /// Where the long campaign runs its commands; tools/test runs the program itself.
    private let shell: ShellSession?

    var first: String { root + "/model-1" }
    var second: String { root + "/model-2" }

    init(_ root: String) throws {
        self.root = root
        base = root + "/base"
        shell = TestSlice.current == .long ? try ShellSession(in: root) : nil
        for (directory, text) in [(first, "one"), (second, "two")] {
            _ = try DurableDirectory.makePath(directory + "/sub")
            try CrashPlayground.write(directory + "/weights.bin", text, repeated: 100_000)
            try CrashPlayground.write(
                directory + "/sub/config.json", "{\"\(text)\":1}", repeated: 1)
            try CrashPlayground.write(directory + "/shared", "same", repeated: 50)
        }
        if TestSlice.current == .long { try vary() }
        let base = TestData.gaussianBF16(128 << 10, seed: 1)
        for (name, weights) in [
            ("weights", base), ("fine-tune", TestWeights.tuned(base, seed: 2)),
        ] {
            _ = try DurableDirectory.makePath(root + "/" + name)
            try CrashPlayground.write(
                root + "/" + name + "/model.safetensors",
                TestWeights.file([("w", weights)]))
        }
    }

    /// Each seed of the long campaign has other models, so that commands make other calls.
    private func vary() throws {
        var random = SeededRandom(seed: TestSlice.seed)
        for number in 0..<random.below(8) {
            for directory in [first, second] where random.below(3) > 0 {
                let text = random.below(2) == 0 ? "shared" : directory
                try CrashPlayground.write(
                    directory + "/sub/\(number)", text, repeated: random.below(3000))
            }
        }
    }

    static func write(_ path: String, _ text: String, repeated count: Int) throws {
        guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
        for _ in 0..<count { fputs(text, file) }
        fclose(file)
    }

    static func write(_ path: String, _ bytes: [UInt8]) throws {
        guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    /// Runs `store` on `store` with an optional fault; `powerCut` is the volume that it may concern.
    func run(
        _ arguments: [String], on store: String, fault: String? = nil, trace: String? = nil,
        powerCut: String? = nil
    ) throws -> TestSupport.ChildOutcome {
        let command = StoreBinary.command(
            arguments + ["--store", store],
            environment: [
                "STORE_FAULT": fault, "STORE_TRACE": trace, "STORE_POWER_CUT": powerCut,
            ])
        return try shell?.run(command, timeout: .seconds(60))
            ?? command.run(timeout: .seconds(60))
    }

    /// Runs `store` on the base store; throws unless it succeeds.
    func prepare(_ commands: [[String]]) throws {
        for arguments in commands { _ = try run(arguments, on: base).checked() }
    }

    /// Leaves the base store as a push does that is killed when its content is there and its version
    /// is not.
    func pushHalf(_ command: [String]) throws {
        let trace = root + "/trace-half"
        _ = try run(command, on: try copy("whole"), trace: trace).checked()
        let last = try TraceEvent.read(trace).lastIndex { event in
            event.call == "link" && event.subject.contains("/packs/")
        }
        guard let last else { throw TestFailure("a push that links no pack") }
        let outcome = try run(command, on: base, fault: "op=\(last + 1):killafter")
        guard outcome.ending == .signalled(SIGKILL) else {
            throw TestFailure("half a push: \(outcome.ending) \(outcome.errorText)")
        }
    }

    /// As many versions as there are packs before any are merged (`MergeLimits.standard`).
    static let many = (1...16).map { "p\($0)" }

    /// Pushes them to the base store.
    func pushMany() throws {
        for version in Self.many {
            let place = root + "/many-" + version
            _ = try DurableDirectory.makePath(place)
            try CrashPlayground.write(place + "/file", version, repeated: 10)
            _ = try run(CrashScenario.push(version, "many-" + version, root), on: base).checked()
        }
    }

    /// Damages the first copy of one object of each kind that is stored twice.
    func damageFirstCopies() throws {
        let script = """
            cd "$0"
            for file in format.json "$(ls manifests/*/*.json | head -n 1)" \
                "$(ls models/*/@journal/*.json | tail -n 1)" "$(ls packs/*/*.idx | head -n 1)"
            do
                chmod u+w "$file"
                printf '\\377' | dd of="$file" bs=1 seek=20 conv=notrunc status=none
                chmod u-w "$file"
            done
            """
        _ = try ChildCommand("bash", ["-euo", "pipefail", "-c", script, base]).run().checked()
    }

    /// What interrupted work has left in `store`: temporaries, of whatever directory.
    func litter(_ store: String) throws -> [String] {
        try FileTree.files(below: store).filter { path in
            path.hasPrefix("tmp/") || path.split(separator: "/").last?.hasPrefix(".tmp-") == true
        }
    }

    /// A fresh copy of the base store.
    func copy(_ name: String) throws -> String {
        let path = root + "/" + name
        TreeRemoval.remove(path)
        if access(base, F_OK) == 0 {
            _ = try ChildCommand("cp", ["-a", base, path]).run().checked()
        }
        return path
    }

    func json(_ arguments: [String], on store: String) throws -> JSON {
        let text = try run(arguments + ["--json"], on: store).checked()
        return try JSONParser.parse(Array(text.utf8))
    }
}
