import TestSupport
import Testing

/// Every effect at every system call of every verb that writes: tools/crash.
@Suite(
    .serialized, .enabled(if: TestSlice.current == .long, "takes an hour: tools/crash runs it"))
struct CrashCampaignTests {
    /// Each of these ends the command, or makes it fail.
    static let fatal = [
        "kill", "killafter", "eio", "enospc", "edquot", "emfile", "enomem", "erofs", "eio*",
        "enospc*",
    ]
    /// These must not be noticed.
    static let harmless = ["eintr", "short:1", "short:7", "delay:20"]

    static func run(_ scenario: String, _ effect: String, _ what: String) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let ordinals = TestSlice.ordinals(of: try loop.ordinals() + 3, step: 1)
            for ordinal in ordinals {
                for failure in try loop.failures(with: "op=\(ordinal):\(effect)") {
                    Issue.record("\(failure)")
                }
            }
            try TestSlice.report(what, ordinals.count, "\(scenario) \(effect)")
        }
    }

    @Test(arguments: CrashScenario.names, ["kill", "killafter"]) func killed(
        _ scenario: String, _ effect: String
    ) throws {
        try Self.run(scenario, effect, "crash points")
    }

    @Test(arguments: CrashScenario.names, fatal.filter { !$0.hasPrefix("kill") }) func failed(
        _ scenario: String, _ effect: String
    ) throws {
        try Self.run(scenario, effect, "injected errors")
    }

    @Test(arguments: CrashScenario.names, harmless) func disturbed(
        _ scenario: String, _ effect: String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let ordinals = TestSlice.ordinals(of: try loop.ordinals(), step: 1)
            for ordinal in ordinals {
                let store = try loop.playground.copy("tried")
                let fault = "op=\(ordinal):\(effect)"
                let outcome = try loop.playground.run(
                    loop.scenario.command, on: store, fault: fault)
                #expect(
                    outcome.ending == .exited(0), "\(scenario) with \(fault): \(outcome.errorText)")
                let problems = try loop.problems(store, mustBeDone: true, "after \(fault)")
                #expect(problems == [])
            }
            try TestSlice.report("injected errors", ordinals.count, "\(scenario) \(effect)")
        }
    }
}
