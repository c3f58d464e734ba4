import FileIO
import Glibc
import StoreModel
import TestSupport

/// A store and a real mount of it in a temporary directory; unmounted at the end, whatever happened.
final class MountPlayground {
    let root: String
    var store: String { root + "/store" }
    var mount: String { root + "/mnt" }
    private var isMounted = false

    /// Mounting with mount(2) needs root and /dev/fuse; where they are missing the tests are skipped,
    /// and their names say what they need.
    static let isPossible = geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0

    /// Whether this kernel can read plain files by itself, and lets this process ask for it.
    static let canPassThrough: Bool = {
        guard isPossible, Privilege.administersSystem else { return false }
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0, as: UTF8.self) }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 9)
    }()

    static func with(_ body: (MountPlayground) throws -> Void) throws {
        try withTemporaryDirectory { (path: String) throws in
            let playground = MountPlayground(path)
            defer { playground.end() }
            mkdir(playground.mount, 0o755)
            try playground.run(["init"])
            try body(playground)
        }
    }

    private init(_ root: String) { self.root = root }

    /// Runs `store`; throws unless it exits with 0.
    @discardableResult
    func run(_ arguments: [String]) throws -> String { try outcome(arguments).checked() }

    /// Runs `store` and returns how it ended.
    func outcome(_ arguments: [String]) throws -> TestSupport.ChildOutcome {
        let split = arguments.firstIndex(of: "--") ?? arguments.endIndex
        let all = arguments[..<split] + ["--store", store] + arguments[split...]
        return try StoreBinary.command(Array(all)).run(timeout: .seconds(120))
    }

    func startMount(_ options: [String] = []) throws {
        try run(["mount", mount] + options)
        isMounted = true
    }

    /// The test has mounted by other means.
    func mountIsThere() { isMounted = true }

    func unmount() throws {
        try run(["umount", mount])
        isMounted = false
    }

    private func end() {
        guard isMounted else { return }
        if (try? unmount()) == nil {  // a failed test may have left files open
            _ = try? run(["umount", "--lazy", mount])  // and then this is all there is to do
        }
    }

    /// Makes the directory `model-<name>` with the files of a small model that all say `name`.
    @discardableResult
    func makeModel(_ name: String) throws -> String {
        let directory = root + "/model-" + name
        _ = try DurableDirectory.makePath(directory + "/deep/er/still")
        for path in ["id", "deep/id", "deep/er/id", "deep/er/still/id"] {
            try write(directory + "/" + path, name)
        }
        try write(
            directory + "/shared", String(repeating: "the same in every version\n", count: 999))
        return directory
    }

    /// Pushes `makeModel(name)` as version `name`.
    func push(_ name: String) throws {
        try run(["push", try makeModel(name), "--version", name])
    }

    func promote(_ name: String) throws { try run(["promote", name, "-m", "test"]) }

    func write(_ path: String, _ text: String) throws {
        guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
        fputs(text, file)
        fclose(file)
    }

    /// Below the mount.
    func read(_ path: String) throws -> String { try Self.text(mount + "/" + path) }

    static func text(_ path: String) throws -> String {
        String(decoding: try FileReader(path: path).readAll(limit: 1 << 24), as: UTF8.self)
    }

    /// Runs a shell script with the mount as `$M`; throws unless it exits with 0.
    @discardableResult
    func shell(_ script: String) throws -> String {
        try ChildCommand(
            "bash", ["-euo", "pipefail", "-c", script],
            environment: ["M": mount, "S": store, "R": root, "STORE": StoreBinary.path]
        ).run(timeout: .seconds(600)).checked()
    }
}
