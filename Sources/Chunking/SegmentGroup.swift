/// Segments that follow from each other: the parts of one large region, or one segment of whole
/// regions. A plan keeps these, so that it stays small however large the file is.
struct SegmentGroup: Hashable, Sendable {
    /// The number of its first segment in the file.
    let first: UInt64
    let count: UInt64
    let range: Range<UInt64>
    let regions: Range<Int>

    /// Puts whole regions together until the next would make a segment too long.
    static func groups(of regions: [CutRegion]) -> [SegmentGroup] {
        var groups: [SegmentGroup] = []
        for (index, region) in regions.enumerated() {
            let count = region.segmentCount
            if let last = groups.last, last.count == 1, count == 1,
                region.range.upperBound - last.range.lowerBound <= UInt64(CutSegment.length)
            {
                groups[groups.count - 1] = SegmentGroup(
                    first: last.first, count: 1,
                    range: last.range.lowerBound..<region.range.upperBound,
                    regions: last.regions.lowerBound..<index + 1)
            } else {
                let first = groups.last.map { $0.first + $0.count } ?? 0
                groups.append(
                    SegmentGroup(
                        first: first, count: count, range: region.range,
                        regions: index..<index + 1))
            }
        }
        return groups
    }

    /// The group of segment `number`, which one of `groups` has.
    static func holding(_ number: UInt64, in groups: [SegmentGroup]) -> SegmentGroup {
        var low = 0
        var high = groups.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if groups[middle].first <= number { low = middle } else { high = middle - 1 }
        }
        return groups[low]
    }
}
