/// Tells bytes that repeat themselves, such as text, from bytes that are only unevenly spread, such
/// as weights. Owns its table and belongs to one thread.
final class RepeatFinder {
    /// Long enough that weights, with some 40 bits of chance in it, do not repeat it in a sample.
    private static let windowLength = 8
    private static let tableBits: UInt64 = 11
    /// One position in so many must repeat an earlier one.
    private static let rarity = 50

    private let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << tableBits)

    deinit { table.deallocate() }

    func hasRepeats(_ sample: UnsafeRawBufferPointer) -> Bool {
        let positions = sample.count - RepeatFinder.windowLength + 1
        guard positions > 0 else { return false }
        // A first window of zeros passes for a repeat: one too many does not matter.
        table.update(repeating: 0, count: 1 << RepeatFinder.tableBits)
        var found = 0
        for position in 0..<positions {
            let window = sample.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            // Fibonacci hashing (Knuth, TAOCP 3, 6.4).
            let slot = Int((window &* 0x9E37_79B9_7F4A_7C15) >> (64 - RepeatFinder.tableBits))
            found &+= table[slot] == window ? 1 : 0
            table[slot] = window
        }
        return found * RepeatFinder.rarity >= positions
    }
}
