import Glibc
import TestSupport
import Testing

/// The tools of the tests: a runner that hung or lied would make every test that uses it worthless.
@Suite("The tools of the tests")
struct TestSupportTests {
    @Test("SplitMix64 gives its published numbers")
    func random() {
        // From the reference implementation (Vigna, splitmix64.c) with seed 1234567.
        var random = SeededRandom(seed: 1_234_567)
        let numbers = (0..<5).map { _ in random.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
        #expect("\(random)".contains("1234567"))
        #expect((0..<1000).allSatisfy { _ in (0..<7).contains(random.below(7)) })
    }

    @Test("data are the same for the same seed, and of the length asked for")
    func data() {
        for count in [0, 1, 7, 8, 1001] {
            #expect(TestData.incompressible(count, seed: 1).count == count)
            #expect(TestData.text(count, seed: 1).count == count)
            #expect(TestData.gaussianBF16(count, seed: 1).count == count)
        }
        #expect(TestData.text(500, seed: 2) == TestData.text(500, seed: 2))
        #expect(TestData.text(500, seed: 2) != TestData.text(500, seed: 3))
    }

    @Test("a temporary directory goes with all it holds, read-only and ill-named things too")
    func temporaryDirectory() throws {
        var kept = ""
        try withTemporaryDirectory { path in
            kept = path
            _ = try ChildCommand(
                "/bin/sh",
                ["-c", "mkdir -p a/b && touch a/b/c 'x\ny' \"$(printf '\\377')\" && chmod 0 a/b"],
                directory: path
            ).run().checked()
            #expect(symlink("/", path + "/link") == 0)
            #expect(access(path + "/a", F_OK) == 0)
        }
        #expect(access(kept, F_OK) != 0 && access("/etc/passwd", F_OK) == 0)
    }

    @Test("outputs arrive whole and apart, however long")
    func outputs() throws {
        let script = "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2; exit 7"
        let outcome = try ChildCommand("/bin/sh", ["-c", script]).run()
        #expect(outcome.ending == .exited(7) && outcome.exitCode == 7)
        #expect(outcome.output.count == 3_000_000 && outcome.errors.count == 2_000_000)
    }

    @Test("arguments, environment and directory arrive as given; standard input is empty")
    func surroundings() throws {
        let outcome = try ChildCommand(
            "sh",
            [
                "-c", "cat; printf '%s|%s|%s|%s' \"$1\" \"$X\" \"${HOME-none}\" \"$PWD\"", "-",
                "a b\n",
            ],
            environment: ["X": "y=z", "HOME": nil], directory: "/"
        ).run()
        #expect(outcome.outputText == "a b\n|y=z|none|/")
        #expect(try outcome.checked() == outcome.outputText)
    }

    @Test("a child that hangs is killed with its group, and the outcome says so")
    func timeout() throws {
        let script = "sleep 600 & echo $!; wait"
        let outcome = try ChildCommand("/bin/sh", ["-c", script]).run(timeout: .milliseconds(300))
        #expect(outcome.hasTimedOut && outcome.ending == .signalled(SIGKILL))
        #expect(outcome.exitCode == nil)
        #expect(throws: TestFailure.self) { try outcome.checked() }
        let grandchild = Int32(outcome.outputText.split(separator: "\n").first ?? "") ?? 0
        #expect(grandchild > 0)
        // Whoever inherits the grandchild may take a moment to reap it: dead is enough.
        var isGone = false
        for _ in 0..<1000 where !isGone {
            let state = try ChildCommand("cat", ["/proc/\(grandchild)/stat"]).run().outputText
            isGone = state.isEmpty || state.contains(") Z ")
        }
        #expect(isGone)
    }

    @Test("a grandchild that keeps the outputs open hangs nobody")
    func daemon() throws {
        let outcome = try ChildCommand("/bin/sh", ["-c", "sleep 2 & echo up"]).run()
        #expect(outcome.outputText == "up\n")
    }

    @Test("a running child can be signalled, polled and waited for")
    func running() throws {
        let child = try ChildCommand("sleep", ["600"]).start()
        #expect(try child.poll() == nil)
        #expect(child.identifier != nil)
        child.signal(SIGTERM)
        #expect(try child.wait(timeout: .seconds(20)).ending == .signalled(SIGTERM))
        #expect(child.identifier == nil)
        child.signal(SIGKILL)
        #expect(try child.poll() == .signalled(SIGTERM))
    }

    @Test("what cannot be run is an error")
    func missing() {
        #expect(throws: TestFailure.self) { try ChildCommand("/no/such/program").run() }
    }

    @Test("the store that was built with the tests is found")
    func binary() {
        #expect(access(StoreBinary.path, X_OK) == 0, "\(StoreBinary.path)")
        #expect(access(PackageRoot.path + "/Package.swift", F_OK) == 0)
    }
}
