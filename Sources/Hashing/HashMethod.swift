import CSHA2

/// How two digests are computed at a time.
package enum HashMethod: Sendable, CaseIterable {
    /// Two lanes of SHA instructions on one core.
    case lanes
    /// OpenSSL, one digest after the other.
    case openSSL

    /// The fastest of this processor.
    package static var fastest: HashMethod { lanes.isAvailable ? .lanes : .openSSL }

    /// Whether this processor can.
    package var isAvailable: Bool { self == .openSSL || csha2_is_available() == 1 }

    /// Traps if the method is not available.
    func pair() -> any PairEngine {
        precondition(isAvailable, "this processor has no SHA instructions")
        return self == .lanes ? LanePair() : HasherPair()
    }

    /// Traps if the method is not available.
    func lanes() -> any LaneEngine {
        precondition(isAvailable, "this processor has no SHA instructions")
        return self == .lanes ? KernelLanes() : HasherLane()
    }
}
