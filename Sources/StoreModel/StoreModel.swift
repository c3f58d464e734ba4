/// The words of the store as values: names, references, manifests, transitions, errors.
///
/// Purpose: everything here can be built, compared, encoded and parsed without a disk. Parsers are
/// strict and bounded: what they accept is safe to act on, wherever it came from.
///
/// Threading: immutable values, all `Sendable`.
///
/// Invariants: a name type that exists is well formed; a `Manifest` or `Transition` that exists
/// obeys design.md; canonical bytes are made once and never re-made to compare.
