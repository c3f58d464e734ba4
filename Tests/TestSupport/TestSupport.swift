/// What several test targets share: seeded random numbers and data, temporary directories, child
/// processes, and a reader of JSON Schemas.
///
/// Threading: values; nothing is shared between tests.
///
/// Invariants: a temporary directory is removed when its test ends, whatever happened; a child that
/// outlives its timeout is killed with its group; a schema keyword that is not understood fails.
