import CLinux
import Glibc
import SystemPackage

/// Signals as something to wait for: they are blocked in the calling thread, and in every thread it
/// starts from now on, and read here instead.
package struct SignalDescriptor: ~Copyable, Sendable {
    package let descriptor: Descriptor

    package init(_ signals: [Int32]) throws(FileError) {
        let number = linux_signal_descriptor(signals, Int32(signals.count))
        guard number >= 0 else {
            throw FileError(call: "signalfd", path: "", errno: Errno(rawValue: errno))
        }
        descriptor = Descriptor(owning: number)
    }

    /// The next signal's number; waits for it.
    package borrowing func next() throws(FileError) -> Int32 {
        // struct signalfd_siginfo begins with ssi_signo and has 128 bytes (signalfd(2)).
        let bytes = try descriptor.read(limit: 128)
        return bytes.withUnsafeBytes { $0.isEmpty ? 0 : $0.loadUnaligned(as: Int32.self) }
    }
}
