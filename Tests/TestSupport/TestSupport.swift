/// What several test targets share: seeded random numbers, temporary directories, child processes
/// and a reader of JSON Schemas.
///
/// Threading: values; nothing is shared between tests.
///
/// Invariant: a temporary directory is removed when its test ends, whatever happened.
