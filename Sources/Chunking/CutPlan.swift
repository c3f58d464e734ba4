/// How a file is cut: regions that cover it in order, and segments that threads take.
package struct CutPlan: Hashable, Sendable {
    /// In the order of their bytes.
    package let tensors: [Tensor]
    /// They cover the file once, in order; an empty file has none.
    package let regions: [CutRegion]
    /// How many segments the file has; an empty one has none.
    package var segmentCount: UInt64 { groups.last.map { $0.first + $0.count } ?? 0 }

    private let groups: [SegmentGroup]

    /// One region of bytes of which nothing is known.
    package init(opaqueOfSize size: UInt64) { self.init(size: size, tensors: []) }

    /// As the header of the file says. `name` is its last path component: it tells formats that
    /// their bytes do not. A file that is of no known format, or not quite of one, is cut as bytes;
    /// so is one whose header cannot be read.
    ///
    /// Memory: 64 KiB, and what the tensors' names and shapes take.
    package init(fileNamed name: String, _ source: ByteSource) {
        self.init(size: source.size, tensors: TensorFile.tensors(of: source, named: name))
    }

    /// A boundary at the start and the end of each tensor.
    ///
    /// A file whose tensors overlap or reach behind its end is cut as if it had none.
    package init(size: UInt64, tensors: [Tensor]) {
        let ordered = tensors.filter { !$0.range.isEmpty }
            .sorted { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
        let regions = RegionRun.regions(of: ordered, size: size)
        self.tensors = regions == nil ? [] : ordered
        self.regions = regions ?? RegionRun.opaque(size: size)
        groups = SegmentGroup.groups(of: self.regions)
    }

    /// Segment `number`, below `segmentCount`.
    package func segment(_ number: UInt64) -> CutSegment {
        precondition(number < segmentCount, "a segment of the file")
        let group = SegmentGroup.holding(number, in: groups)
        let part = number - group.first
        let range =
            group.count == 1 ? group.range : regions[group.regions.lowerBound].window(of: part)
        return CutSegment(range: range, regions: group.regions, part: part)
    }

    /// The chunks of `segment`, in order. `bytes` are those of `segment.range`, all of them.
    ///
    /// The chunks of all segments, one after the other, cover the file once.
    package func cuts(of segment: CutSegment, in bytes: UnsafeRawBufferPointer) -> [Cut] {
        precondition(UInt64(bytes.count) == segment.range.count64, "a segment is cut whole")
        var cuts: [Cut] = []
        for index in segment.regions {
            let region = regions[index]
            let share = region.share(of: segment, in: bytes)
            var position = share.lowerBound
            while position < share.upperBound {
                let window = UnsafeRawBufferPointer(rebasing: bytes[position..<share.upperBound])
                let end = position + region.cutting.length(ofNextIn: window)
                cuts.append(Cut(range: position..<end, format: region.format, region: index))
                position = end
            }
        }
        return cuts
    }
}
