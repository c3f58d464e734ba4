import Glibc

/// How few bits a byte of a sample could be stored in if bytes were independent, and what of it is
/// worth having. Owns its counters and belongs to one thread.
final class ByteEntropy {
    /// Less than 5 % is not worth a decode on every read (performance.md §3): bits a byte.
    static let worthwhile: Float = 8 * 0.95

    /// The rule itself, on what was encoded.
    static func isWorthwhile(_ stored: Int, of plain: Int) -> Bool { stored * 20 <= plain * 19 }

    /// Four counters for each value, so that a run of one value does not wait for itself.
    private let counters = UnsafeMutablePointer<UInt32>.allocate(capacity: 4 * 256)

    deinit { counters.deallocate() }

    /// Order-0 entropy of `sample` in bits a byte, with Miller's and Madow's correction: a small
    /// sample looks less random than it is.
    func bits(of sample: UnsafeRawBufferPointer) -> Float {
        guard sample.count > 0 else { return 0 }
        count(sample)
        var weighted: Float = 0
        var kinds = 0
        for value in 0..<256 {
            let pair = counters[value] &+ counters[256 + value]
            let number = Float(pair &+ counters[512 + value] &+ counters[768 + value])
            guard number > 0 else { continue }
            weighted += number * log2(number)
            kinds += 1
        }
        let total = Float(sample.count)
        return log2(total) - weighted / total + Float(kinds - 1) / (2 * total * 0.6931472)
    }

    private func count(_ sample: UnsafeRawBufferPointer) {
        counters.update(repeating: 0, count: 4 * 256)
        var index = 0
        while index &+ 4 <= sample.count {
            let word = sample.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            counters[Int(word & 255)] &+= 1
            counters[256 &+ Int(word >> 8 & 255)] &+= 1
            counters[512 &+ Int(word >> 16 & 255)] &+= 1
            counters[768 &+ Int(word >> 24)] &+= 1
            index &+= 4
        }
        while index < sample.count {
            counters[Int(sample[index])] &+= 1
            index &+= 1
        }
    }
}
