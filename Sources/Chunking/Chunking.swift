/// Where to cut a blob into chunks.
///
/// Purpose: pure functions from bytes to cut points. A `CutPlan` says what a file consists of
/// (tensors and what lies between them, in regions that are cut each on their own) and which
/// segments threads take; a segment's bytes and the plan are all it takes to cut it. A tensor is cut
/// between rows (`StridedCutter`), everything else where the content says (`GearCutter`).
///
/// Threading: plans and cutters are immutable values.
///
/// Invariants: the chunks of all segments cover the file once; a chunk has 1 byte to 1 MiB, and
/// whole elements if it is bf16, fp16 or fp32; the cuts of a region depend on its bytes and nothing
/// else, so they are the same in every file, release and thread.
