/// How long chunks are, and how rare the hashes that end one.
///
/// Normalised as in FastCDC (Xia et al., 2016): up to `normal` bytes a rarer hash ends a chunk than
/// behind it, so lengths gather around `normal`. The rarer hashes are a subset of the others:
/// wherever a search begins, it tends to end at the same places.
enum ChunkBounds {
    /// 64 KiB, skipped without a look.
    static let minimum = 64 << 10
    /// 256 KiB: an index entry of 64 bytes weighs nothing, zstd has its whole window.
    static let normal = 256 << 10
    /// 1 MiB (design.md §4.8): it bounds every allocation of a reader.
    static let maximum = 1 << 20

    /// Below it lies one hash in 2¹⁹ ÷ `step`: before `normal`, one in 512 KiB of places that are
    /// `step` bytes apart.
    static func strict(step: Int) -> UInt64 { threshold(distance: normal << 1, step: step) }

    /// Below it lies one hash in 2¹⁷ ÷ `step`: behind `normal`, one in 128 KiB.
    static func loose(step: Int) -> UInt64 { threshold(distance: normal >> 1, step: step) }

    private static func threshold(distance: Int, step: Int) -> UInt64 {
        let (product, overflow) = (UInt64.max / UInt64(distance))
            .multipliedReportingOverflow(by: UInt64(step))
        return overflow ? .max : product
    }
}
