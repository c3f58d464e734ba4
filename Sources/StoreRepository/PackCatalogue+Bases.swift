package import Hashing
package import StoreModel

/// What deltas rest on: chunks that are stored as they are, in packs that are there.
extension PackCatalogue {
    /// Whether a chunk stands as it is in a pack that is there, among those known so far.
    func holdsPlain(_ chunk: Digest) throws(StoreError) -> Bool {
        for (pack, record) in try knownPlaces(of: chunk) where record.delta == nil {
            if try pack.isWhole() { return true }
        }
        return false
    }

    /// Whether all that a copy of a chunk is the difference from can be had.
    func holdsBases(of record: ChunkRecord) throws(StoreError) -> Bool {
        for source in record.delta?.sources ?? [] {
            guard try holdsPlain(source.chunk) else { return false }
        }
        return true
    }

    /// The parts of chunks, all of them stored as they are, that `range` of the bytes of `chunk` can be
    /// the base of: its own, or of what it is itself the difference from. nil if the chunk cannot be
    /// relied on.
    package func bases(
        of chunk: Digest, _ range: Range<UInt32>
    ) throws(StoreError) -> [DeltaSource]? {
        var found: [DeltaSource]?
        for (pack, record) in try knownPlaces(of: chunk)
        where range.upperBound <= record.plainLength {
            guard try pack.isWhole(), try holdsBases(of: record) else { continue }
            guard let delta = record.delta else {
                return [
                    DeltaSource(
                        chunk: chunk, start: range.lowerBound, length: UInt32(range.count))
                ]
            }
            found = found ?? delta.sources.slice(range)
        }
        return found
    }
}
