/// The kernel's side of the mounted tree: the FUSE adapter, the supervisor and the worker.
///
/// Purpose: `TreeFileSystem` turns FUSE requests into calls of `StoreTree`; `Supervisor` holds the
/// `/dev/fuse` descriptor and the INIT request and starts workers; `Worker` serves.
///
/// `store mount DIR` starts `store mount --foreground DIR` in a session of its own
/// (`DetachedSupervisor`) and waits for its line on a pipe (`Readiness`). That process is the
/// supervisor. It starts itself once more as the worker, with an invitation (`WorkerInvitation`)
/// that names the descriptors it inherits, and waits for the same line from it.
///
/// Threading: requests run on FUSE worker threads. The supervisor is single-threaded.
///
/// Invariants: the daemon never touches its own mount; a worker that dies is replaced and no reader
/// notices; SIGTERM detaches the mount and ends within 10 s.
