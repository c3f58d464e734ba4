/// Owns scratch memory, as a reader's decoder does: what one input leaves there the next one meets.
nonisolated(unsafe) private let decoder = ChunkDecoder()
nonisolated(unsafe) private let encoder = AdaptiveEncoder()

/// The first byte says what to do with the bytes behind the third: decode them with the codec of its
/// low two bits into as many bytes as the second and third say, or encode them as the kind of its
/// next two bits. A write outside its buffer is the sanitizer's to find.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count >= 3 else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: start + 3, count: count - 3)
    if start[0] & 128 == 0 {
        let length = Int(start[1]) | Int(start[2]) << 8
        decode(bytes, StoredCodec.allCases[Int(start[0] & 3)], length)
    } else {
        encode(bytes, ElementKind.allCases[Int(start[0] >> 2 & 3)])
    }
    return 0
}

private func decode(_ stored: UnsafeRawBufferPointer, _ codec: StoredCodec, _ length: Int) {
    let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
    defer { plain.deallocate() }
    do throws(CodecFailure) {
        try decoder.decode(codec, stored: stored, into: plain)
    } catch {
        precondition(!error.description.isEmpty, "an error has words")
    }
}

private func encode(_ plain: UnsafeRawBufferPointer, _ kind: ElementKind) {
    do throws(CodecFailure) {
        let chunk = try encoder.encode(plain, as: kind)
        precondition(
            chunk.codec == .raw || chunk.bytes.count * 100 <= plain.count * 95, "5 % are saved")
    } catch {
        preconditionFailure("what is encoded proves itself: \(error)")
    }
}
