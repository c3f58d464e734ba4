/// A file that a fuzzer made up, and what must hold whatever is in it. A trap is a finding.
struct FuzzedFile {
    let bytes: [UInt8]

    init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        bytes = Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// What one parser makes of it; none if that gives up.
    func tensors(_ parse: (ByteSource) throws(Malformed) -> [Tensor]?) -> [Tensor] {
        do throws(Malformed) {
            return try parse(ByteSource(bytes)) ?? []
        } catch {
            return []
        }
    }

    /// The tensors lie in the file; regions and chunks cover it once, in order.
    func check(_ tensors: [Tensor]) {
        for tensor in tensors {
            precondition(tensor.range.upperBound <= UInt64(bytes.count), "a tensor in the file")
        }
        let plan = CutPlan(size: UInt64(bytes.count), tensors: tensors)
        var end: UInt64 = 0
        for region in plan.regions {
            precondition(region.range.lowerBound == end, "regions follow each other")
            end = region.range.upperBound
        }
        precondition(end == UInt64(bytes.count), "regions cover the file")
        checkCuts(plan)
    }

    private func checkCuts(_ plan: CutPlan) {
        var end = 0
        for number in 0..<plan.segmentCount {
            let segment = plan.segment(number)
            precondition(segment.range.count <= CutSegment.readLimit, "a segment is bounded")
            let start = Int(segment.range.lowerBound)
            let copy = Array(bytes[start..<Int(segment.range.upperBound)])
            for cut in copy.withUnsafeBytes({ plan.cuts(of: segment, in: $0) }) {
                precondition(start + cut.range.lowerBound == end, "chunks follow each other")
                precondition((1...1 << 20).contains(cut.range.count), "a chunk is bounded")
                precondition(cut.range.count % cut.format.unit == 0, "whole elements")
                end += cut.range.count
            }
        }
        precondition(end == bytes.count, "chunks cover the file")
    }
}
