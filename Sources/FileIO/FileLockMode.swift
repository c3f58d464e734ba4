import Glibc
import SystemPackage

/// Kernel locks (`flock(2)`): gone with their process, whatever happens to it.
package enum FileLockMode: Sendable {
    case shared, exclusive

    /// False if the lock is held elsewhere.
    func tryTake(_ descriptor: Int32, path: String) throws(FileError) -> Bool {
        let operation = (self == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        do throws(FileError) {
            _ = try Seam.call(.lock, path) { Int(flock(descriptor, operation)) }
            return true
        } catch {
            if error.errno == .wouldBlock { return false }
            throw error
        }
    }
}
