import Glibc
import StoreModel
import TestSupport
import Testing

/// What cannot be pushed, by the program itself: exit code, the file's name, the reason, what to type
/// next, and nothing registered.
@Suite struct BadInputCommandTests {
    /// A script that spoils `model`, what the refusal names, and what it says.
    static let spoilt: [(script: String, name: String, reason: String)] = [
        ("printf x > model/$'bad\\xff'", "bad", "not UTF-8"),
        ("mkdir model/$'d\\xc3(' && printf x > model/$'d\\xc3('/x", "d", "not UTF-8"),
        ("mkfifo model/sub/pipe", "sub/pipe", "fifo"),
        ("ln -s nowhere model/link", "link", "not there"),
        ("ln -s me model/me", "me", "leads to itself"),
        ("ln -s .. model/sub/up", "sub/up", "leads back"),
        ("ln -s /dev/zero model/zero", "zero", "device"),
        ("ln -s \"$STORE_PATH\" model/store", "store", "the store itself"),
        ("printf x > 'model/a\\b'", "a", "backslash"),
        ("printf x > model/$'bell\\a'", "bell", "U+0007"),
        ("printf x > model/$'x\\u202ey'", "x", "U+202E"),
        ("printf x > model/CONFIG.JSON", "CONFIG.JSON", "config.json"),
        (
            "cd model; for i in $(seq 70); do mkdir d; cd d; done; printf x > x", "d/d/d",
            "64 directories"
        ),
    ]

    @Test(arguments: spoilt.indices) func isRefusedByName(_ index: Int) throws {
        let (script, name, reason) = Self.spoilt[index]
        try CommandFixture.with { fixture in
            try Self.shell(script, in: fixture)
            let error = try Self.refusal(fixture, "push", "model", exit: 1)
            #expect(error["code"] == "E_BAD_INPUT")
            let message = error["message"]?.string ?? ""
            #expect(message.contains(name) && message.contains(reason), "\(message)")
            #expect(error["fix"]?.string?.isEmpty == false)
        }
    }

    @Test func aSocketIsRefusedByName() throws {
        try CommandFixture.with { fixture in
            let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(number) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) {
                $0.copyBytes(from: (fixture.model + "/sock").utf8.prefix(100))
            }
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0)
            let error = try Self.refusal(fixture, "push", "model", exit: 1)
            #expect(error["message"]?.string?.contains("sock") ?? false)
        }
    }

    @Test func whatIsNotThereIsFive() throws {
        try CommandFixture.with { fixture in
            for path in ["nowhere", "model/nowhere", "model/config.json/x"] {
                let error = try Self.refusal(fixture, "push", path, exit: 5)
                #expect(error["message"]?.string?.contains(path) ?? false)
            }
        }
    }

    @Test func noFilesIsTwo() throws {
        try CommandFixture.with { fixture in
            try Self.shell("mkdir -p bare/sub", in: fixture)
            _ = try Self.refusal(fixture, "push", "bare", exit: 2)
            _ = try Self.refusal(fixture, "push", "model", "--exclude", "*", exit: 2)
        }
    }

    @Test func aFileThatIsWrittenToMeanwhile() throws {
        try CommandFixture.with { fixture in
            try Self.shell("head -c 32M /dev/urandom > model/weights", in: fixture)
            let writer = try ChildCommand(
                "bash",
                ["-c", "for i in {1..3000}; do printf x >> model/weights; sleep 0.01; done"],
                directory: fixture.directory
            ).start()
            defer { writer.signalGroup(SIGKILL) }
            let error = try Self.refusal(fixture, "push", "model", exit: 1)
            #expect(error["code"] == "E_CHANGED_WHILE_READ")
            #expect(error["message"]?.string?.contains("weights") ?? false, "\(error)")
            writer.signalGroup(SIGKILL)
            _ = try writer.wait(timeout: .seconds(10))
            _ = try fixture.run("push", "model", "--model", "qb", "--version", "v1").checked()
            _ = try fixture.run("verify", "--all", "--strict").checked()
        }
    }

    /// As another user, because root reads everything; with a store and a program of that user's own.
    @Test(.enabled(if: geteuid() == 0, "needs root, to become somebody else"))
    func whatCannotBeReadIsRefusedByName() throws {
        try CommandFixture.with { fixture in
            let said = try Self.shell(
                """
                chmod 755 . model model/sub; chmod 644 model/config.json model/metrics.json
                cp "$STORE" program; mkdir theirs; chown nobody theirs
                as() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
                as ./program init theirs/store > /dev/null
                attempt() { as ./program push model --store theirs/store 2>&1 || echo "exit $?"; }
                chmod 000 model/sub/w.bin; attempt
                chmod 644 model/sub/w.bin; chmod 000 model/sub; attempt
                chmod 755 model/sub; as ./program list --store theirs/store
                as ./program push model --store theirs/store -q --version readable
                """, in: fixture)
            let lines = said.split(separator: "\n")
            #expect(lines.filter { $0 == "exit 1" }.count == 2, "\(said)")
            #expect(lines.first?.contains("sub/w.bin") ?? false, "\(said)")
            #expect(lines.contains { $0.contains("\"sub\"") }, "\(said)")
            #expect(lines.last == "readable", "\(said)")
        }
    }

    /// Runs a refused push; its error line. Nothing may be registered or left behind.
    private static func refusal(
        _ fixture: CommandFixture, _ arguments: String..., exit: Int32
    ) throws -> JSON {
        let outcome = try fixture.run(arguments + ["--model", "qb", "--version", "v1", "--json"])
        #expect(outcome.exitCode == exit, "\(outcome.ending) \(outcome.errorText)")
        #expect(outcome.output.isEmpty)
        #expect(try fixture.document("status")["models"] == [])
        let left = try shell("find store/models store/tmp store/leases -mindepth 1", in: fixture)
        #expect(left.isEmpty, "\(left)")
        let last = outcome.errorText.split(separator: "\n").last ?? ""
        return try JSONParser.parse(Array(last.utf8))
    }

    @discardableResult
    private static func shell(_ script: String, in fixture: CommandFixture) throws -> String {
        var environment = fixture.environment
        environment["STORE"] = StoreBinary.path
        environment["LC_ALL"] = "C.UTF-8"
        return try ChildCommand(
            "bash", ["-euo", "pipefail", "-c", script], environment: environment,
            directory: fixture.directory
        ).run(timeout: .seconds(60)).checked()
    }
}
