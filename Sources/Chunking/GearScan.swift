/// The gear hash rolling over bytes: `h(p)` is made of the 64 bytes before `p` and nothing else, the
/// byte at `p - 1` weighing 1, the one before it 2, and so on.
///
/// The bytes outlive the value: it lives within one call of `GearCutter`.
struct GearScan {
    /// A hash knows this many bytes; older ones are shifted out of its 64 bits.
    static let reach = 64

    private let bytes: UnsafePointer<UInt8>
    private let numbers: UnsafePointer<UInt64>
    /// The place that `hash` belongs to.
    private(set) var position: Int
    private(set) var hash: UInt64

    /// Stands at `position`, which is at least `reach`.
    init(_ bytes: UnsafePointer<UInt8>, _ numbers: UnsafePointer<UInt64>, at position: Int) {
        self.bytes = bytes
        self.numbers = numbers
        self.position = position
        hash = 0
        for index in position - GearScan.reach..<position {
            hash = hash << 1 &+ numbers[Int(bytes[index])]
        }
    }

    /// Moves to the next place at or behind this one and before `end`, a multiple of `step` away,
    /// whose hash is below `threshold`; false, and less than `step` before `end`, if there is none.
    ///
    /// `step` is 1, 2 or 4; the bytes from the place to `end` are there to be read.
    @inline(__always)
    mutating func advance(to end: Int, below threshold: UInt64, step: Int) -> Bool {
        switch step {
        case 4: return advanceByFour(to: end, below: threshold)
        case 2: return advanceByTwo(to: end, below: threshold)
        default: return advanceByOne(to: end, below: threshold)
        }
    }

    /// Two bytes a round, eight unrolled: the chain from round to round is one shift and one sum.
    private mutating func advanceByOne(to end: Int, below threshold: UInt64) -> Bool {
        var at = position
        var here = hash
        while at + 8 <= end {
            for pair in 0..<4 {
                let first = numbers[Int(bytes[at + 2 * pair])]
                let second = numbers[Int(bytes[at + 2 * pair + 1])]
                let odd = here << 1 &+ first
                if here < threshold { return stop(at + 2 * pair, here) }
                if odd < threshold { return stop(at + 2 * pair + 1, odd) }
                here = here << 2 &+ (first << 1 &+ second)
            }
            at += 8
        }
        while at < end {
            if here < threshold { return stop(at, here) }
            here = here << 1 &+ numbers[Int(bytes[at])]
            at += 1
        }
        return !stop(at, here)
    }

    private mutating func advanceByTwo(to end: Int, below threshold: UInt64) -> Bool {
        var at = position
        var here = hash
        while at + 2 <= end {
            if here < threshold { return stop(at, here) }
            here = here << 2 &+ pair(at)
            at += 2
        }
        return !stop(at, here)
    }

    private mutating func advanceByFour(to end: Int, below threshold: UInt64) -> Bool {
        var at = position
        var here = hash
        while at + 4 <= end {
            if here < threshold { return stop(at, here) }
            here = here << 4 &+ (pair(at) << 2 &+ pair(at + 2))
            at += 4
        }
        return !stop(at, here)
    }

    @inline(__always)
    private func pair(_ at: Int) -> UInt64 {
        numbers[Int(bytes[at])] << 1 &+ numbers[Int(bytes[at + 1])]
    }

    @inline(__always)
    private mutating func stop(_ at: Int, _ here: UInt64) -> Bool {
        position = at
        hash = here
        return true
    }
}
