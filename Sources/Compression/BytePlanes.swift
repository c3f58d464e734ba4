/// Splitting elements into byte planes and joining them again. Each element is rotated left by one
/// bit first: the sign, which is random in weights, goes to the bottom, and the highest byte of a
/// bf16 or fp32 number is its whole exponent (performance.md §3).
///
/// Plain loops over unaligned little-endian words, which the compiler turns into vectors: no bounds
/// are checked here, so callers have.
enum BytePlanes {
    /// Splits the whole elements of `plain` into `width` (2 or 4) planes, back to back in `planes`,
    /// which has room for them, the plane of the lowest bytes first.
    static func split(
        _ plain: UnsafeRawBufferPointer, width: Int, into planes: UnsafeMutableRawBufferPointer
    ) {
        guard let from = plain.baseAddress, let start = planes.baseAddress else { return }
        let to = start.assumingMemoryBound(to: UInt8.self)
        let count = plain.count / width
        if width == 2 {
            splitPairs(from, count: count, low: to, high: to + count)
        } else {
            // Two planes at a time: with four the compiler gives up proving them apart.
            splitQuads(from, count: count, shift: 0, low: to, high: to + count)
            splitQuads(from, count: count, shift: 16, low: to + 2 * count, high: to + 3 * count)
        }
    }

    private static func splitPairs(
        _ plain: UnsafeRawPointer, count: Int,
        low: UnsafeMutablePointer<UInt8>, high: UnsafeMutablePointer<UInt8>
    ) {
        for index in 0..<count {
            let word = UInt16(
                littleEndian: plain.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
            let element = word << 1 | word >> 15
            low[index] = UInt8(truncatingIfNeeded: element)
            high[index] = UInt8(truncatingIfNeeded: element >> 8)
        }
    }

    /// Takes the bytes at `shift` and `shift + 8` of each rotated element.
    private static func splitQuads(
        _ plain: UnsafeRawPointer, count: Int, shift: UInt32,
        low: UnsafeMutablePointer<UInt8>, high: UnsafeMutablePointer<UInt8>
    ) {
        for index in 0..<count {
            let word = UInt32(
                littleEndian: plain.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
            let bytes = (word << 1 | word >> 31) &>> shift
            low[index] = UInt8(truncatingIfNeeded: bytes)
            high[index] = UInt8(truncatingIfNeeded: bytes >> 8)
        }
    }

    /// The inverse of `split`.
    static func join(
        low: UnsafePointer<UInt8>, high: UnsafePointer<UInt8>, count: Int,
        into plain: UnsafeMutableRawPointer
    ) {
        for index in 0..<count {
            let element = UInt16(high[index]) << 8 | UInt16(low[index])
            let word = element >> 1 | element << 15
            plain.storeBytes(of: word.littleEndian, toByteOffset: 2 * index, as: UInt16.self)
        }
    }

    /// The inverse of `split`; the planes come from the lowest byte up.
    static func join(
        _ plane0: UnsafePointer<UInt8>, _ plane1: UnsafePointer<UInt8>,
        _ plane2: UnsafePointer<UInt8>, _ plane3: UnsafePointer<UInt8>, count: Int,
        into plain: UnsafeMutableRawPointer
    ) {
        for index in 0..<count {
            let low = UInt32(plane1[index]) << 8 | UInt32(plane0[index])
            let high = UInt32(plane3[index]) << 8 | UInt32(plane2[index])
            let element = high << 16 | low
            let word = element >> 1 | element << 31
            plain.storeBytes(of: word.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
        }
    }
}
