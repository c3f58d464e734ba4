/// The command line: arguments in, documents and exit codes out (docs/cli.md).
///
/// Purpose: one file per command. `Invocation` parses and reports, `Session` finds the settings,
/// a `Verb` does its work and hands a document and a text to `Console`. `Composition` alone chooses
/// which store, and which tree, stand behind a command.
///
/// Threading: everything starts on the main thread; progress is shown from whichever thread makes
/// it.
///
/// Invariants: stdout carries the result and nothing else; every failure ends in one error with a
/// code, a message, a fix and an exit code; what a verb does never hangs on whether it can be
/// printed; nothing that is only for the eye ever blocks.
