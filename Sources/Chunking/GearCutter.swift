/// Cuts where the gear hash of the last 64 bytes is small: bytes inserted or removed move the cuts
/// behind them along, and cost the chunks at the seam.
package struct GearCutter: Hashable, Sendable {
    /// 1, 2 or 4: cuts fall on multiples of it, counted from the start of the region.
    package let step: Int

    /// Cuts on multiples of `step`: 1, 2 or 4.
    package init(step: Int) {
        precondition([1, 2, 4].contains(step), "a step is 1, 2 or 4")
        self.step = step
    }

    /// The length in bytes of the next chunk, from 1 to the smaller of 1 MiB and `window.count`.
    /// `window` reaches from the last cut to the end of the segment and is not empty.
    package func length(ofNextIn window: UnsafeRawBufferPointer) -> Int {
        let limit = min(window.count, ChunkBounds.maximum)
        guard limit > ChunkBounds.minimum else { return limit }
        return scanning(window, at: ChunkBounds.minimum) { scan in
            let middle = min(limit, ChunkBounds.normal)
            if scan.advance(to: middle, below: ChunkBounds.strict(step: step), step: step)
                || scan.advance(to: limit, below: ChunkBounds.loose(step: step), step: step)
            {
                return scan.position
            }
            return limit
        }
    }

    /// Where a segment is to end: the first place in `window` whose hash ends a chunk of any length,
    /// else the place of the smallest hash. It is where a chunk most likely ends wherever cutting
    /// began. From 64 to the count of `window`, which is longer than 64.
    package func bestCut(in window: UnsafeRawBufferPointer) -> Int {
        let strict = ChunkBounds.strict(step: step)
        return scanning(window, at: GearScan.reach) { scan in
            let start = scan
            if scan.advance(to: window.count, below: strict, step: step) { return scan.position }
            scan = start
            var best = scan.position
            while scan.advance(to: window.count, below: scan.hash, step: step) {
                best = scan.position
            }
            return best
        }
    }

    /// `window` is longer than `position`.
    @inline(__always)
    private func scanning(
        _ window: UnsafeRawBufferPointer, at position: Int, _ search: (inout GearScan) -> Int
    ) -> Int {
        window.withMemoryRebound(to: UInt8.self) { bytes in
            GearTable.numbers.withUnsafeBufferPointer { numbers in
                guard let bytes = bytes.baseAddress, let numbers = numbers.baseAddress else {
                    return window.count
                }
                var scan = GearScan(bytes, numbers, at: position)
                return search(&scan)
            }
        }
    }
}
