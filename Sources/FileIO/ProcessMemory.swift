import CLinux

/// How this process uses memory.
package enum ProcessMemory {
    /// Keeps memory that many threads allocate and free from growing with the threads. Call before
    /// the first of them starts.
    package static func boundHeaps() { _ = linux_bound_heaps() }
}
