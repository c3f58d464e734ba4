import Chunking

/// The rule of `GearCutter`, said as plainly as it can be.
struct NaiveGear {
    let step: Int
    /// By place, of all bytes before it: those more than 64 back are shifted out.
    let hashes: [UInt64]

    init(bytes: [UInt8], step: Int) {
        self.step = step
        var hashes: [UInt64] = [0]
        for byte in bytes {
            hashes.append(hashes[hashes.count - 1] << 1 &+ GearTable.numbers[Int(byte)])
        }
        self.hashes = hashes
    }

    /// One place in `distance` bytes ends a chunk, however few places `step` leaves.
    func ends(_ place: Int, oneIn distance: UInt64) -> Bool {
        hashes[place] < UInt64.max / distance * UInt64(step)
    }

    /// The end of the chunk that begins at `start`.
    func end(from start: Int) -> Int {
        let limit = min(hashes.count - 1, start + 1_048_576)
        guard limit - start > 65_536 else { return limit }
        for place in stride(from: start + 65_536, to: limit, by: step) {
            if ends(place, oneIn: place - start < 262_144 ? 524_288 : 131_072) { return place }
        }
        return limit
    }
}
