import Glibc

/// One entry of the log of what reached a disk, in the order in which it did. On file: three 64-bit
/// words (kind, offset, length), as the machine has them, then the bytes.
package struct BlockLogEntry: Sendable {
    package enum Kind: UInt64, Sendable {
        /// Bytes at an offset; the disk may lose, tear or reorder them until the next barrier.
        case write = 1
        /// A flush of the disk's cache: what came before it stays.
        case barrier
        /// Not the disk's: what a test noted at this moment.
        case mark
    }

    package let kind: Kind
    /// In the disk.
    package let offset: Int
    /// Of the bytes, in the log.
    package let bytes: Range<Int>

    private static let headerSize = 24

    /// Appends one entry with a single call, so that two processes may write to one log that both
    /// opened for appending.
    package static func append(
        _ kind: Kind, at offset: UInt64, _ bytes: UnsafeRawBufferPointer, to log: Int32
    ) throws {
        var header = (kind.rawValue, offset, UInt64(bytes.count))
        let written = withUnsafeMutableBytes(of: &header) { header in
            let vectors = [
                iovec(iov_base: header.baseAddress, iov_len: header.count),
                iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                    iov_len: bytes.count),
            ]
            return writev(log, vectors, 2)
        }
        guard written == headerSize + bytes.count else { throw TestFailure.system("the log") }
    }

    /// The entries of a whole log.
    package static func parse(_ log: [UInt8]) throws -> [BlockLogEntry] {
        var entries: [BlockLogEntry] = []
        var position = 0
        while position < log.count {
            guard position + headerSize <= log.count else { throw TestFailure("half an entry") }
            let words = log.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: position, as: (UInt64, UInt64, UInt64).self)
            }
            let start = position + headerSize
            guard let kind = Kind(rawValue: words.0), start + Int(words.2) <= log.count else {
                throw TestFailure("no entry at \(position) of the log")
            }
            position = start + Int(words.2)
            entries.append(
                BlockLogEntry(kind: kind, offset: Int(words.1), bytes: start..<position))
        }
        return entries
    }
}
