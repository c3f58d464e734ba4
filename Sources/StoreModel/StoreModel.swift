/// The words of the store as values: names, references, manifests, transitions, errors.
///
/// Purpose: everything here can be built, compared, encoded and parsed without a disk. Parsers are
/// strict and bounded: what they accept is safe to act on, wherever it came from.
///
/// Threading: immutable values, all `Sendable`.
///
/// Invariants: a name type that exists is well formed; a `Manifest` or `Transition` that exists
/// obeys design.md; a parser makes the canonical bytes of what it read and compares, so that
/// no document has a second spelling.
