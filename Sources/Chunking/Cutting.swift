/// How the bytes of a region are cut.
enum Cutting: Hashable, Sendable {
    case gear(GearCutter)
    case strided(StridedCutter)

    /// Bytes of which nothing is known.
    static let opaque = Cutting.gear(GearCutter(step: 1))

    /// Several small tensors of one format: between elements.
    static func elements(of format: ElementFormat) -> Cutting {
        switch format.kind {
        case .bf16, .fp16: .gear(GearCutter(step: 2))
        case .fp32: .gear(GearCutter(step: 4))
        case .other: opaque
        }
    }

    /// One tensor: between rows where a stride can be found that whole rows are multiples of, or
    /// that is a row; else between elements.
    static func rows(of tensor: Tensor) -> Cutting {
        let row = tensor.rowBytes
        // The largest power of two that divides the row: the same whatever the shape's outer
        // dimensions are, and fine enough that chunks can have their wanted length.
        let power = min(row & (~row &+ 1), 4096)
        for stride in [power, row] where stride >= StridedCutter.shortest {
            guard stride <= StridedCutter.longest, stride % UInt64(tensor.format.unit) == 0
            else { continue }
            return .strided(StridedCutter(stride: Int(stride)))
        }
        return elements(of: tensor.format)
    }

    /// The length of the next chunk of `window`, as `GearCutter` and `StridedCutter` say.
    func length(ofNextIn window: UnsafeRawBufferPointer) -> Int {
        switch self {
        case .gear(let cutter): cutter.length(ofNextIn: window)
        case .strided(let cutter): cutter.length(ofNextIn: window)
        }
    }

    /// Where a segment is to end in `window`.
    func bestCut(in window: UnsafeRawBufferPointer) -> Int {
        switch self {
        case .gear(let cutter): cutter.bestCut(in: window)
        case .strided(let cutter): cutter.bestCut(in: window)
        }
    }

    /// The distance of the places near which segments end: `CutSegment.length`, or the multiple of
    /// the stride below it.
    var segmentDistance: UInt64 {
        switch self {
        case .gear: UInt64(CutSegment.length)
        case .strided(let cutter): UInt64(CutSegment.length / cutter.stride * cutter.stride)
        }
    }
}
