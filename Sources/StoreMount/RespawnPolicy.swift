/// When to start the next worker after one has died: at once, unless they keep dying.
package struct RespawnPolicy {
    /// Deaths within `window` that are met by starting another at once (reliability.md §3).
    package static let toleratedDeaths = 5
    /// Milliseconds.
    private static let window: Int64 = 60_000
    /// The longest pause, in milliseconds (cli.md).
    private static let longestPause: Int64 = 2000

    private var deaths: [Int64] = []

    package init() {}

    /// Whether workers die so often that something is wrong.
    package private(set) var health = SupervisionHealth.ok

    /// Notes a death at `now`, in milliseconds of a monotonic clock, and returns the milliseconds
    /// to wait: 0, then 100, 200, 400, … up to the longest.
    package mutating func pause(afterDeathAt now: Int64) -> Int64 {
        deaths.removeAll { now - $0 >= RespawnPolicy.window }
        deaths.append(now)
        let excess = deaths.count - RespawnPolicy.toleratedDeaths
        health = excess > 0 ? .degraded : .ok
        guard excess > 0 else { return 0 }
        return min(RespawnPolicy.longestPause, 50 << Int64(min(excess, 10)))
    }
}
