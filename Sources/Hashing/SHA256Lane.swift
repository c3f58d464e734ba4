import CSHA2

/// One SHA-256 in the making over the kernel of `CSHA2`: what of FIPS 180-4 is not the compression of
/// whole blocks. Only for processors that have the kernel.
struct SHA256Lane: ~Copyable {
    /// Bytes.
    static let blockLength = 64
    /// H⁽⁰⁾ (FIPS 180-4, 5.3.3).
    private static let initial: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    private let state = UnsafeMutablePointer<UInt32>.allocate(capacity: 8)
    /// The bytes behind the last whole block; at the end also the padding, which may take a second.
    private let pending = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 16)
    private var pendingCount = 0
    private var total: UInt64 = 0

    init() { begin() }

    deinit {
        state.deallocate()
        pending.deallocate()
    }

    /// Adds `bytes`.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        absorb(fill(bytes))
    }

    /// Adds `left` to `first` and `right` to `second`, side by side as far as both go.
    static func update(
        _ first: inout SHA256Lane, _ left: UnsafeRawBufferPointer,
        _ second: inout SHA256Lane, _ right: UnsafeRawBufferPointer
    ) {
        let left = first.fill(left)
        let right = second.fill(right)
        let blocks = min(left.count, right.count) / blockLength
        if blocks > 0, let a = left.baseAddress, let b = right.baseAddress {
            csha2_two_lanes(
                first.state, a.assumingMemoryBound(to: UInt8.self),
                second.state, b.assumingMemoryBound(to: UInt8.self), blocks)
        }
        first.absorb(UnsafeRawBufferPointer(rebasing: left[(blocks * blockLength)...]))
        second.absorb(UnsafeRawBufferPointer(rebasing: right[(blocks * blockLength)...]))
    }

    /// The digest of all bytes so far; the lane starts afresh.
    mutating func finish() -> Digest {
        let bits = total &* 8
        pending.storeBytes(of: 0x80, toByteOffset: pendingCount, as: UInt8.self)
        let blocks = pendingCount + 9 > SHA256Lane.blockLength ? 2 : 1
        let end = blocks * SHA256Lane.blockLength - 8
        (pending + pendingCount + 1).initializeMemory(
            as: UInt8.self, repeating: 0, count: end - pendingCount - 1)
        pending.storeBytes(of: bits.bigEndian, toByteOffset: end, as: UInt64.self)
        csha2_one_lane(state, pending.assumingMemoryBound(to: UInt8.self), blocks)
        for word in 0..<8 { state[word] = state[word].bigEndian }
        defer { begin() }
        return Digest(bytes: UnsafeRawBufferPointer(start: state, count: Digest.byteCount))
    }

    private mutating func begin() {
        for word in 0..<8 { state[word] = SHA256Lane.initial[word] }
        pendingCount = 0
        total = 0
    }

    /// Counts `bytes` and completes a block that is pending; returns what of them is left.
    private mutating func fill(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        total &+= UInt64(bytes.count)
        guard pendingCount > 0 else { return bytes }
        let count = min(SHA256Lane.blockLength - pendingCount, bytes.count)
        keep(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        if pendingCount == SHA256Lane.blockLength {
            csha2_one_lane(state, pending.assumingMemoryBound(to: UInt8.self), 1)
            pendingCount = 0
        }
        return UnsafeRawBufferPointer(rebasing: bytes[count...])
    }

    /// Adds bytes that `fill` returned: no block is pending, or they are none.
    private mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        let blocks = bytes.count / SHA256Lane.blockLength
        if blocks > 0, let start = bytes.baseAddress {
            csha2_one_lane(state, start.assumingMemoryBound(to: UInt8.self), blocks)
        }
        keep(UnsafeRawBufferPointer(rebasing: bytes[(blocks * SHA256Lane.blockLength)...]))
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        (pending + pendingCount).copyMemory(from: start, byteCount: bytes.count)
        pendingCount += bytes.count
    }
}
