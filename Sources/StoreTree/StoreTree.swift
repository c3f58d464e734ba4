/// What the mount means: nodes, lookups, listings, links and reads (docs/semantics.md).
///
/// Purpose: the semantics of the mounted tree as plain synchronous calls, so that they are tested
/// without a kernel. `StoreMount` translates FUSE requests into these calls and back.
///
/// The parts: `MountedTree` answers; `ModelHistory` asks the journals; `ActiveViews` remembers what
/// `active` shows; `VersionShelf` turns manifests into `VersionTree`s; `OpenFiles` holds blobs;
/// `NodeTable` knows what the kernel holds and `NodeRecovery` finds what an earlier worker gave out.
///
/// Threading: all of these are shared by all request threads. Each keeps its state in one `Mutex`
/// that is never held across I/O: take, compute outside, put. Two threads may compute the same thing
/// at once; the results are equal.
///
/// Invariants: `active` has one node id for ever; a file's node id comes from its content, a
/// directory's from its one parent, its view and its version; so a worker that starts afresh can
/// recover any node id that the kernel still holds. Two things under one id are an integrity error.
