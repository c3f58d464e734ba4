import TestSupport

/// Where a command is interrupted, and where its second run is.
enum NestedPair {
    /// `count` pairs of calls, of a command that makes `calls`. The seed chooses; every other second
    /// run is interrupted at one of its first calls, where it looks at what the first has left.
    static func sample(_ count: Int, of calls: Int) -> [(first: Int, second: Int)] {
        var random = SeededRandom(seed: TestSlice.seed &+ UInt64(calls))
        return (0..<count).map { number in
            let bound = number.isMultiple(of: 2) ? min(12, calls) : calls
            return (1 + random.below(calls), 1 + random.below(bound))
        }
    }
}
