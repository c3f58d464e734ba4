/// A run of a file that is cut on its own: cuts in it depend on its bytes and nothing else.
package struct CutRegion: Hashable, Sendable {
    /// Its bytes in the file; not empty.
    package let range: Range<UInt64>
    /// What its elements are: all chunks of the region hold whole elements of it if it is bf16, fp16
    /// or fp32.
    package let format: ElementFormat
    /// The tensors in it, as indices of the plan's `tensors`: none in a header, one in most, several
    /// small ones that share a region.
    package let tensors: Range<Int>
    let cutting: Cutting

    /// How many segments it has: the last is the longest, so that none is a sliver.
    var segmentCount: UInt64 {
        let slack = UInt64(CutSegment.slack)
        guard range.count64 > slack else { return 1 }
        return (range.count64 - slack) / cutting.segmentDistance + 1
    }

    /// What must be read to cut segment `part`: from where it may begin to where it may end.
    func window(of part: UInt64) -> Range<UInt64> {
        let start = range.lowerBound + part * cutting.segmentDistance
        guard part + 1 < segmentCount else { return start..<range.upperBound }
        return start..<start + cutting.segmentDistance + UInt64(CutSegment.slack)
    }

    /// The bytes of the region that are cut with `segment`, as offsets in `bytes`, which are those
    /// of the segment.
    func share(of segment: CutSegment, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
        let count = segmentCount
        guard count > 1 else {
            // Both lie within the segment, whose bytes are in memory.
            let start = Int(range.lowerBound - segment.range.lowerBound)
            return start..<start + Int(range.count64)
        }
        let start = segment.part == 0 ? 0 : edge(in: bytes, from: 0)
        guard segment.part + 1 < count else { return start..<bytes.count }
        return start..<edge(in: bytes, from: Int(cutting.segmentDistance))
    }

    /// Where one part ends and the next begins: in the `slack` bytes behind `offset`.
    private func edge(in bytes: UnsafeRawBufferPointer, from offset: Int) -> Int {
        let window = bytes[offset..<offset + CutSegment.slack]
        return offset + cutting.bestCut(in: UnsafeRawBufferPointer(rebasing: window))
    }
}
