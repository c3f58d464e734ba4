import FileIO
import Glibc
import Testing

@Suite("Child processes")
struct ChildProcessTests {
    /// Runs a shell command and returns its standard output and its end.
    private func run(
        _ command: String, _ change: (inout ChildPlan) -> Void = { _ in }
    ) throws -> (output: String, outcome: ChildOutcome) {
        var pipe = try Pipe()
        var plan = ChildPlan(executable: "/bin/sh", arguments: ["sh", "-c", command])
        if let end = pipe.writing?.raw { plan.descriptors[1] = end }
        change(&plan)
        let child = try ChildProcess.spawn(plan)
        pipe.writing = nil
        let text = try pipe.reading?.readToEnd(limit: 1 << 20) ?? []
        return (String(decoding: text, as: UTF8.self), try child.wait())
    }

    @Test func givesOutputAndExitCode() throws {
        let (output, outcome) = try run("echo hello; exit 7")
        #expect(output == "hello\n")
        #expect(outcome == .exited(7))
    }

    @Test func tellsTheSignalThatEndedIt() throws {
        #expect(try run("kill -KILL $$").outcome == .killed(SIGKILL))
    }

    @Test func inheritsNothingThatItWasNotGiven() throws {
        // Far above what the harness of the tests itself leaves open.
        let leak = try MemoryFile(name: "leak", contents: [1]).descriptor.duplicate(from: 500)
        let numbers = try run("ls /proc/self/fd").output.split(separator: "\n")
        #expect(numbers.contains("1"))
        #expect(!numbers.contains("\(leak.raw)"))
    }

    @Test func descriptorsMayTradePlaces() throws {
        let first = try MemoryFile(name: "first", contents: Array("1".utf8))
        let second = try MemoryFile(name: "second", contents: Array("2".utf8))
        let (low, high) = (first.descriptor.raw, second.descriptor.raw)
        let command = "cat /proc/self/fd/\(high) /proc/self/fd/\(low)"
        let output = try run(command) {
            $0.descriptors[low] = high
            $0.descriptors[high] = low
        }.output
        #expect(output == "12")
    }

    @Test func environmentIsReplacedOrInherited() throws {
        let output = try run("echo $ONLY$HOME") { $0.environment = ["ONLY=this"] }.output
        #expect(output == "this\n")
        #expect(ChildPlan.inheritedEnvironment.contains { $0.hasPrefix("PATH=") })
    }

    @Test func aSessionOfItsOwnHasItsOwnLeader() throws {
        // Field 6 of /proc/PID/stat is the session (proc(5)).
        let command = "set -- $(cat /proc/$$/stat); echo $(($6 == $1))"
        #expect(try run(command) { $0.session = .own }.output == "1\n")
        #expect(try run(command).output == "0\n")
    }

    @Test func aProgramThatIsNotThereIsAnError() {
        #expect(throws: FileError.self) {
            _ = try ChildProcess.spawn(ChildPlan(executable: "/absent", arguments: ["absent"]))
        }
    }

    @Test func itsDescriptorBecomesReadableAtItsEnd() throws {
        let child = try ChildProcess.spawn(
            ChildPlan(executable: "/bin/sh", arguments: ["sh", "-c", "sleep 60"]))
        #expect(try Waiting.readable([child.descriptor.raw], milliseconds: 20).isEmpty)
        child.signal(SIGTERM)
        let ended = try Waiting.readable([child.descriptor.raw], milliseconds: 10_000)
        #expect(ended == [child.descriptor.raw])
        #expect(try child.wait() == .killed(SIGTERM))
    }
}
