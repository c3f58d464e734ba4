/// Files, directories, locks and child processes on Linux, through one seam.
///
/// Purpose: every system call that the store makes on files goes through this module. `Seam` gives
/// each call an ordinal; debug builds can trace it (`STORE_TRACE`) and fail, cut, delay or kill at
/// it (`STORE_FAULT`). One routine, `DurableFile`, makes everything that must outlive a power cut.
///
/// Threading: synchronous and blocking; nothing here may be called from the cooperative pool.
/// Values are safe to use from any thread; a descriptor is closed once, by its owner.
///
/// Invariants: every descriptor is O_CLOEXEC; paths inside the store are opened beneath the store's
/// directory and never through symbolic links; names are published only by `DurableFile`, only
/// after their bytes are durable; an fsync that failed is never tried again.
