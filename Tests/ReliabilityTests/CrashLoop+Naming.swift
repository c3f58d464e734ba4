import TestSupport

extension CrashLoop {
    /// The calls that make a name, and the ones after them: after a kill there, a name may stand that
    /// nobody has made durable. Threads may shift those of a push by a few.
    func namingOrdinals() throws -> [Int] {
        let trace = playground.root + "/trace-names"
        let store = try playground.copy("named")
        _ = try playground.run(scenario.command, on: store, trace: trace).checked()
        let naming = try TraceEvent.read(trace).enumerated().filter {
            ["link", "mkdir"].contains($1.call)
        }
        return Set(naming.flatMap { [$0.offset + 1, $0.offset + 2] }).sorted()
    }
}
