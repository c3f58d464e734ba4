/// Decodes byte planes. Owns room for the planes of the longest chunk, so that no chunk allocates;
/// belongs to one thread.
final class PlaneDecoder {
    private let frames: FrameDecoder
    private let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: StoredCodec.plainLimit)

    init(frames: FrameDecoder) { self.frames = frames }

    deinit { scratch.deallocate() }

    /// Fills `plain`, at most `StoredCodec.plainLimit` bytes, from `planes2`.
    func decodePairs(
        _ stored: UnsafeRawBufferPointer, into plain: UnsafeMutableRawBufferPointer
    ) throws(CodecFailure) {
        let planes = try StoredPlanes(stored, width: 2, plainCount: plain.count)
        let low = try plane(0, of: planes)
        let high = try plane(1, of: planes)
        // No bytes may have no address.
        guard let start = plain.baseAddress else { return }
        BytePlanes.join(low: low, high: high, count: planes.planeCount, into: start)
        copyTail(of: planes, to: plain)
    }

    /// Fills `plain`, at most `StoredCodec.plainLimit` bytes, from `planes4`.
    func decodeQuads(
        _ stored: UnsafeRawBufferPointer, into plain: UnsafeMutableRawBufferPointer
    ) throws(CodecFailure) {
        let planes = try StoredPlanes(stored, width: 4, plainCount: plain.count)
        let plane0 = try plane(0, of: planes)
        let plane1 = try plane(1, of: planes)
        let plane2 = try plane(2, of: planes)
        let plane3 = try plane(3, of: planes)
        guard let start = plain.baseAddress else { return }
        BytePlanes.join(
            plane0, plane1, plane2, plane3, count: planes.planeCount, into: start)
        copyTail(of: planes, to: plain)
    }

    /// The plain bytes of a plane: where they are stored if they are raw, else in the scratch.
    private func plane(
        _ index: Int, of planes: StoredPlanes
    ) throws(CodecFailure) -> UnsafePointer<UInt8> {
        let stored = planes.stored(index)
        guard planes.kind(index) == .zstd else {
            // A raw plane of no bytes is never read; it must only have some address.
            return stored.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) }
                ?? UnsafePointer(scratch)
        }
        // Plane `index` of `width` ends at (index + 1) · planeCount ≤ plain.count ≤ plainLimit.
        let room = scratch + index * planes.planeCount
        try frames.decode(
            stored, into: UnsafeMutableRawBufferPointer(start: room, count: planes.planeCount))
        return UnsafePointer(room)
    }

    private func copyTail(of planes: StoredPlanes, to plain: UnsafeMutableRawBufferPointer) {
        let tail = planes.tail(of: plain.count)
        UnsafeMutableRawBufferPointer(rebasing: plain.suffix(tail.count)).copyMemory(from: tail)
    }
}
