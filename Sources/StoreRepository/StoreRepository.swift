/// The bytes of a store: packs, indexes, manifests, journals, mirrors, leases.
///
/// Purpose: format 1 (docs/design.md) over any `ObjectStorage`: a directory, or memory in tests.
///
/// Threading: a `Repository` is shared by all threads; its only mutable state is the catalogue of
/// packs and a few caches, each behind one `Mutex` that is never held across I/O. A `Hydrator` has a
/// thread of its own.
///
/// Invariants: an index is put only after its pack, a manifest only after its blobs, a journal
/// record only after its manifest; whatever is read is checked against its name before it is used.
