/// The narrow protocols between what things mean (ring 3) and what is done with them (ring 4).
///
/// Purpose: ring 3 implements and uses these, so that the mounted tree never imports the bytes on
/// disk, and a bucket can take the place of a directory.
///
/// Threading: every protocol is `Sendable` and synchronous; calls may block on I/O.
///
/// Invariants: at most six requirements each; errors are `StoreError`.
