/// Where to cut a blob into chunks.
///
/// Purpose: pure functions from bytes to cut points. A `Chunker` is asked for the length of the
/// next chunk of a segment; segments are cut independently, so that they can be cut in parallel.
///
/// Threading: chunkers are immutable values.
///
/// Invariants: a chunk has 1 to `maximumChunk` bytes; the same bytes at the same place in a
/// segment are always cut the same way.
