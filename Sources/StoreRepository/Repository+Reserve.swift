import FileIO
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
        var random = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Repository.reserveSize)
        while bytes.count < Repository.reserveSize {
            withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) }
        }
        _ = try? storage.put(bytes, as: Repository.reserve)  // as above
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
