/// A FUSE session over libfuse's low-level API.
///
/// Purpose: mounting, the request loop on our own threads, replies, and taking over a live session
/// from a worker that died. It knows nothing of stores: what requests mean is the business of a
/// `FileSystem`.
///
/// Threading: `Session.run` starts the worker threads and returns when the mount is gone. Callbacks
/// run on those threads, several at once. No notification is ever sent from a request.
///
/// Invariants: every request is answered exactly once, because the functions of a `FileSystem`
/// return or throw and `Operations` alone holds the request; INIT is answered once per mount,
/// however many workers serve it; this module is the only user of `CFUSE`.
