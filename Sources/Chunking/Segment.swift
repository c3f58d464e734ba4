/// A run of a file that is cut on its own, so that several threads can cut one file.
package enum Segment {
    /// 4 MiB: a segment is read with few calls, two for each of a few threads stay in the cache of
    /// a server processor, and a cut forced at its end costs content-defined chunking under 1 %.
    package static let length = 4 << 20

    /// The most plain bytes of one chunk (design.md §4.8): it bounds every allocation of a reader.
    package static let chunkLimit = 1 << 20

    /// How many segments a file of `size` bytes has; an empty file has none.
    package static func count(forSize size: UInt64) -> UInt64 {
        let (whole, rest) = size.quotientAndRemainder(dividingBy: UInt64(length))
        return whole + (rest > 0 ? 1 : 0)
    }

    /// The bytes of segment `index` of a file of `size` bytes; empty behind its end.
    package static func range(_ index: UInt64, ofSize size: UInt64) -> Range<UInt64> {
        let (start, overflow) = index.multipliedReportingOverflow(by: UInt64(length))
        guard !overflow, start < size else { return size..<size }
        return start..<(start + min(UInt64(length), size - start))
    }
}
