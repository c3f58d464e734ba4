/// When the packs outside the merged index are too many, so that it is written anew. The limits grow
/// with it: what is written in all stays proportional to what is added.
package struct MergeLimits: Sendable {
    /// Packs outside of it, beside a sixteenth of those in it. To load one takes about 0.1 ms.
    package var packs: Int
    /// Rows outside of it, or rows of packs that are gone, beside a quarter of those in it. One takes
    /// about 80 bytes of memory.
    package var rows: Int
    /// Rows that are put in order at once when it is written, if they are not less than an eighth of
    /// all; about 110 bytes each.
    package var rowsAtOnce: Int

    package init(packs: Int, rows: Int, rowsAtOnce: Int) {
        self.packs = packs
        self.rows = rows
        self.rowsAtOnce = rowsAtOnce
    }

    /// What a store has.
    package static let standard = MergeLimits(packs: 16, rows: 1 << 16, rowsAtOnce: 1 << 18)
}
