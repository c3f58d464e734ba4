/// One chunk of a segment.
package struct Cut: Hashable, Sendable {
    /// Its bytes, counted from the start of the segment's `range`; 1 byte to 1 MiB.
    package let range: Range<Int>
    /// What its elements are; it holds whole ones if it is bf16, fp16 or fp32.
    package let format: ElementFormat
    /// Its region, as an index of the plan's `regions`.
    package let region: Int
}
