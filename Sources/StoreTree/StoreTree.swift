/// What the mount means: nodes, lookups, listings, links and reads (docs/semantics.md).
///
/// Purpose: the semantics of the mounted tree as plain synchronous calls, so that they are tested
/// without a kernel. `StoreMount` translates FUSE requests into these calls and back.
///
/// Threading: `MountedTree` is shared by all request threads; one `Mutex` guards the node table
/// and is never held across I/O.
///
/// Invariants: `active` has one node id for ever; a file's node id comes from its content, a
/// directory's from its view and version; so a worker that starts afresh can recover any node id
/// that the kernel still holds.
