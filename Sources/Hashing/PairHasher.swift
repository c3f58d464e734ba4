import CSHA2

/// SHA-256 of two things at once: of a whole file and of each of its chunks, or of two chunks. Where
/// the processor has SHA instructions that costs little more than one of them (decision 0022); the
/// digests are the same everywhere. Allocates when it is made and never again. Belongs to one thread.
package final class PairHasher {
    /// How digests are computed.
    package enum Method: Sendable, CaseIterable {
        /// Two lanes of SHA instructions on one core.
        case lanes
        /// OpenSSL, one digest after the other.
        case openSSL

        /// Whether this processor can.
        package var isAvailable: Bool { self == .openSSL || csha2_is_available() == 1 }
    }

    private let engine: any PairEngine

    /// The fastest method of this processor.
    package convenience init() { self.init(Method.lanes.isAvailable ? .lanes : .openSSL) }

    /// Traps if `method` is not available (a programming error).
    package init(_ method: Method) {
        precondition(method.isAvailable, "this processor has no SHA instructions")
        switch method {
        case .lanes: engine = LanePair()
        case .openSSL: engine = HasherPair()
        }
    }

    /// Adds `bytes` to the running digest, and returns the digest of these bytes alone.
    package func update(_ bytes: UnsafeRawBufferPointer) -> Digest { engine.update(bytes) }

    /// The running digest: of all bytes that were added. The next one starts afresh.
    package func finish() -> Digest { engine.finish() }

    /// The digests of two separate runs of bytes. The running digest is left as it is.
    package func digests(
        of first: UnsafeRawBufferPointer, and second: UnsafeRawBufferPointer
    ) -> (Digest, Digest) {
        engine.digests(of: first, and: second)
    }
}
