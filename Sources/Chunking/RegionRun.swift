/// Turns tensors and what lies between them into regions.
///
/// A tensor of at least `small` bytes is a region. Smaller ones that lie side by side share one, so
/// that a thousand biases are not a thousand chunks: first those of one format, then, where that
/// still leaves runs that are small, whatever is small, as bytes. Inside a shared region cuts follow
/// the content. So what is shared depends on the neighbours alone, and a tensor that comes or goes
/// elsewhere changes nothing here.
struct RegionRun {
    /// As `ChunkBounds.minimum`: what is shorter is no chunk of its own if it has company.
    static let small = UInt64(ChunkBounds.minimum)
    /// A gap shorter than this, such as padding, goes with the tensor before it.
    static let shortGap: UInt64 = 64

    /// nil: tensors overlap or reach behind the end. `tensors` are in order, none is empty.
    static func regions(of tensors: [Tensor], size: UInt64) -> [CutRegion]? {
        var pieces: [CutRegion] = []
        var end: UInt64 = 0
        for (index, tensor) in tensors.enumerated() {
            guard tensor.range.lowerBound >= end, tensor.range.upperBound <= size else {
                return nil
            }
            addGap(end..<tensor.range.lowerBound, before: index, to: &pieces)
            pieces.append(piece(of: tensor, index))
            end = tensor.range.upperBound
        }
        addGap(end..<size, before: tensors.count, to: &pieces)
        let alike = merged(pieces) { $0.format == $1.format }
        return merged(alike) { _, _ in true }
    }

    /// A file without a tensor.
    static func opaque(size: UInt64) -> [CutRegion] {
        size == 0
            ? []
            : [CutRegion(range: 0..<size, format: .bytes, tensors: 0..<0, cutting: .opaque)]
    }

    private static func piece(of tensor: Tensor, _ index: Int) -> CutRegion {
        // A tensor of half an element is not what it says.
        let isWhole = tensor.range.count64 % UInt64(tensor.format.unit) == 0
        return CutRegion(
            range: tensor.range, format: isWhole ? tensor.format : .bytes,
            tensors: index..<index + 1, cutting: isWhole ? .rows(of: tensor) : .opaque)
    }

    private static func addGap(
        _ gap: Range<UInt64>, before index: Int, to pieces: inout [CutRegion]
    ) {
        guard !gap.isEmpty else { return }
        if let last = pieces.last, gap.count64 < shortGap, !last.tensors.isEmpty,
            gap.count64 % UInt64(last.format.unit) == 0
        {
            pieces[pieces.count - 1] = CutRegion(
                range: last.range.lowerBound..<gap.upperBound, format: last.format,
                tensors: last.tensors, cutting: last.cutting)
        } else {
            pieces.append(
                CutRegion(
                    range: gap, format: .bytes, tensors: index..<index, cutting: .opaque))
        }
    }

    /// Puts neighbours together that are both small and go together.
    private static func merged(
        _ pieces: [CutRegion], where goTogether: (CutRegion, CutRegion) -> Bool
    ) -> [CutRegion] {
        var out: [CutRegion] = []
        /// Whether all that is in the last of `out` was small.
        var isOpen = false
        for piece in pieces {
            let isSmall = piece.range.count64 < small
            if isOpen, isSmall, let last = out.last, goTogether(last, piece) {
                let format = last.format == piece.format ? last.format : .bytes
                out[out.count - 1] = CutRegion(
                    range: last.range.lowerBound..<piece.range.upperBound, format: format,
                    tensors: last.tensors.lowerBound..<piece.tensors.upperBound,
                    cutting: .elements(of: format))
            } else {
                out.append(piece)
                isOpen = isSmall
            }
        }
        return out
    }
}
