/// The verbs: push, promote, rollback, tag, verify, get, …, one file each.
///
/// Purpose: what a command or an HTTP call does, free of arguments and output formats.
///
/// Threading: each call is synchronous; `Push` starts its own worker threads and joins them.
///
/// Invariants: a verb either commits one transition (or none, saying so) or throws; what it prints
/// as done is durable.
