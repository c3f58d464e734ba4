/// Why a chunk could not be encoded or decoded.
package enum CodecFailure: Error, Hashable, Sendable {
    /// The stored codec has a number that this build does not know.
    case unknownCodec(UInt8)
    /// A chunk is said to have more plain bytes than any chunk may have.
    case tooLong(Int)
    /// The stored bytes do not begin with a zstd frame.
    case notAFrame
    /// The frame asks for a window of so many bytes; the limit is 8 MiB.
    case windowTooLarge(UInt64)
    /// The frame needs the dictionary of this id; the store has none.
    case dictionaryNeeded(UInt32)
    /// The bytes decode, or are said by the frame to decode, to another length than the index says.
    case wrongLength(expected: Int, found: UInt64)
    /// So many bytes follow the frame.
    case trailingBytes(Int)
    /// The header of byte planes is wrong.
    case badPlanes(PlaneFault)
    /// libzstd cannot decode the frame; its own words.
    case malformed(String)
    /// libzstd cannot encode; its own words.
    case encoderFailed(String)
    /// What was encoded does not decode to the plain bytes: bad memory, or a bug in the encoder.
    case encoderMiscoded

    /// What is wrong with the header of byte planes; raw values are words for people.
    package enum PlaneFault: String, Sendable, CaseIterable {
        case header = "it is too short"
        case kind = "it names a kind of plane that this build does not know"
        case total = "its lengths do not add up to what is stored"
    }
}

extension CodecFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownCodec(let value):
            "it is stored with codec \(value), which this build does not know"
        case .tooLong(let count):
            "it is said to have \(count) plain bytes; a chunk has at most \(StoredCodec.plainLimit)"
        case .notAFrame: "it does not begin with a zstd frame"
        case .windowTooLarge(let bytes): "it asks for a window of \(bytes) bytes, over 8 MiB"
        case .dictionaryNeeded(let id): "it needs the zstd dictionary \(id); a store has none"
        case .wrongLength(let expected, let found):
            "it decodes to \(found) bytes where \(expected) are expected"
        case .trailingBytes(let count): "\(count) bytes follow its zstd frame"
        case .badPlanes(let fault): "the header of its byte planes is wrong: \(fault.rawValue)"
        case .malformed(let reason): "it does not decode: \(reason)"
        case .encoderFailed(let reason): "it cannot be encoded: \(reason)"
        case .encoderMiscoded:
            "what was encoded does not decode to the same bytes: this machine's memory or its "
                + "libzstd is faulty"
        }
    }
}
