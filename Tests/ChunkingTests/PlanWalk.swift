import Chunking
import TestSupport

/// A file cut by its plan, in whatever order segments are taken.
struct PlanWalk {
    struct Chunk: Hashable {
        let range: Range<Int>
        let format: ElementFormat
        let region: Int
    }

    let plan: CutPlan
    /// In the order of their bytes.
    let chunks: [Chunk]

    /// Cuts each segment from a copy of its bytes and nothing else, the segments shuffled.
    init(_ plan: CutPlan, _ bytes: [UInt8], seed: UInt64 = 1) {
        self.plan = plan
        var random = SeededRandom(seed: seed)
        var found: [UInt64: [Chunk]] = [:]
        for number in (0..<plan.segmentCount).shuffled(using: &random) {
            let segment = plan.segment(number)
            let start = Int(segment.range.lowerBound)
            let copy = Array(bytes[start..<Int(segment.range.upperBound)])
            found[number] = copy.withUnsafeBytes { copy in
                plan.cuts(of: segment, in: copy).map {
                    Chunk(
                        range: $0.range.lowerBound + start..<$0.range.upperBound + start,
                        format: $0.format, region: $0.region)
                }
            }
        }
        chunks = found.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// What is wrong with the plan or its cuts; empty if nothing is.
    func faults(size: Int) -> [String] {
        var faults: [String] = []
        var end: UInt64 = 0
        for region in plan.regions {
            if region.range.lowerBound != end || region.range.isEmpty {
                faults.append("the region \(region.range) stands behind \(end)")
            }
            end = region.range.upperBound
        }
        if end != UInt64(size) { faults.append("the regions end at \(end) of \(size)") }
        return faults + chunkFaults(size: size)
    }

    private func chunkFaults(size: Int) -> [String] {
        var faults: [String] = []
        var end = 0
        for chunk in chunks {
            let region = plan.regions[chunk.region]
            let unit = [.bf16: 2, .fp16: 2, .fp32: 4][chunk.format.kind] ?? 1
            if chunk.range.lowerBound != end || !(1...1_048_576).contains(chunk.range.count) {
                faults.append("the chunk \(chunk.range) stands behind \(end)")
            }
            if chunk.range.count % unit != 0
                || (chunk.range.lowerBound - Int(region.range.lowerBound)) % unit != 0
            {
                faults.append("the chunk \(chunk.range) cuts an element of \(unit) bytes")
            }
            if chunk.format != region.format || !region.range.contains(UInt64(end)) {
                faults.append("the chunk \(chunk.range) is not of region \(chunk.region)")
            }
            end = chunk.range.upperBound
        }
        return end == size ? faults : faults + ["the chunks end at \(end) of \(size)"]
    }

    /// The bytes of chunks that `other` does not have.
    func newBytes(_ bytes: [UInt8], beside other: PlanWalk, _ otherBytes: [UInt8]) -> Int {
        let known = Set(other.chunks.map { otherBytes[$0.range] })
        return chunks.reduce(0) { known.contains(bytes[$1.range]) ? $0 : $0 + $1.range.count }
    }
}
