/// Encodes byte planes. Owns room for the longest chunk and belongs to one thread.
final class PlaneEncoder {
    private let literals: LiteralFrames
    /// The header, the planes and the tail. The planes are split in place and moved towards the
    /// front over what was saved, so that a raw plane behind no other than raw ones is never copied.
    private let room: UnsafeMutableRawBufferPointer

    init(literals: LiteralFrames) {
        self.literals = literals
        room = .allocate(
            byteCount: StoredCodec.plainLimit + 4 * StoredPlanes.entrySize, alignment: 64)
    }

    deinit { room.deallocate() }

    /// The stored form of 1 to `StoredCodec.plainLimit` bytes for elements of `width` (2 or 4)
    /// bytes, valid until the next call. `entropies` are bits a byte of each plane, as the probe saw
    /// them. Frames of `others` are taken where they are smaller than literals alone.
    func encode(
        _ plain: UnsafeRawBufferPointer, width: Int, entropies: SIMD4<Float>, others: ZstdFrames?
    ) throws(CodecFailure) -> UnsafeRawBufferPointer {
        let header = width * StoredPlanes.entrySize
        let count = plain.count / width
        BytePlanes.split(
            plain, width: width, into: UnsafeMutableRawBufferPointer(rebasing: room[header...]))
        var end = header
        for plane in 0..<width {
            let start = header + plane * count
            let bytes = UnsafeRawBufferPointer(rebasing: room[start..<start + count])
            let (kind, stored) = try encodePlane(
                bytes, entropy: entropies[plane], others: others)
            StoredPlanes.writeEntry(kind, length: stored.count, of: plane, to: room)
            append(stored, at: &end)
        }
        append(UnsafeRawBufferPointer(rebasing: plain.suffix(plain.count % width)), at: &end)
        return UnsafeRawBufferPointer(rebasing: room[..<end])
    }

    private func encodePlane(
        _ plane: UnsafeRawBufferPointer, entropy: Float, others: ZstdFrames?
    ) throws(CodecFailure) -> (StoredPlanes.Kind, UnsafeRawBufferPointer) {
        guard plane.count > 0 else { return (.raw, plane) }
        var best = plane
        if entropy <= ByteEntropy.worthwhile {
            best = try literals.encode(plane)
        }
        if let others {
            let frame = try others.encode(plane)
            if frame.count < best.count { best = frame }
        }
        return ByteEntropy.isWorthwhile(best.count, of: plane.count) ? (.zstd, best) : (.raw, plane)
    }

    private func append(_ bytes: UnsafeRawBufferPointer, at end: inout Int) {
        let place = UnsafeMutableRawBufferPointer(rebasing: room[end..<end + bytes.count])
        // A raw plane may stand there already.
        if let start = bytes.baseAddress, start != UnsafeRawPointer(place.baseAddress) {
            place.copyMemory(from: bytes)
        }
        end += bytes.count
    }
}
