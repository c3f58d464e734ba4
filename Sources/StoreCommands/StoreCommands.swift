/// The command line: arguments in, documents and exit codes out (docs/cli.md).
///
/// Purpose: one file per command; the composition root, `Composition`, is the only place that
/// names concrete types of the rings below.
///
/// Threading: everything starts on the main thread.
///
/// Invariants: stdout carries the result and nothing else; every failure ends in one error with a
/// code, a message, a fix and an exit code.
