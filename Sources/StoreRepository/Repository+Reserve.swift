import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel

/// A little space held back, so that a promotion or a rollback works on a full disk.
extension Repository {
    /// Two records with checkpoints of a few thousand versions, and the directories around them.
    private static let reserveSize = 1 << 20
    private static let reserve = ObjectKey("cache/reserve")

    /// Makes the reserve if it is missing. Without space there is none, which is no error.
    package func refillReserve() {
        // Best effort by definition: the next push tries again.
        guard (try? storage.information(Repository.reserve)) == .some(.none) else { return }
        // Random bytes, because a file system may store zeros as nothing.
        guard let bytes = Repository.randomBytes(Repository.reserveSize) else { return }
        _ = try? storage.put(bytes, as: Repository.reserve)  // as above
    }

    /// A multiple of 256; nil if the kernel gives none. As many at a time as getentropy(3) allows: the
    /// generator of the standard library makes a system call for every eight.
    private static func randomBytes(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let isFilled = bytes.withUnsafeMutableBytes { buffer in
            stride(from: 0, to: count, by: 256).allSatisfy { offset in
                getentropy(buffer.baseAddress?.advanced(by: offset), 256) == 0
            }
        }
        return isFilled ? bytes : nil
    }

    /// Gives the reserve back to the file system; false if there was none.
    func spendReserve() -> Bool {
        // Anything that goes wrong here means that there is no reserve to spend.
        guard let known = try? storage.information(Repository.reserve), known.size > 0 else {
            return false
        }
        return (try? storage.delete(Repository.reserve)) != nil  // as above
    }
}
