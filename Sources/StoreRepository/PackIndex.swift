import Compression
package import Hashing
package import StoreModel

/// A pack's index in memory, checked whole when it is parsed, so that look-ups need no checks. It is
/// hostile until then: every count bounds nothing before it has been compared with the file's size.
package final class PackIndex: Sendable {
    /// SHA-256 of the index bytes, which is the pack's name.
    package let id: Digest
    let header: PackIndexHeader
    let bytes: [UInt8]

    package var packLength: UInt64 { header.packLength }
    package var chunkCount: Int { header.chunkCount }
    package var blobCount: Int { header.blobCount }

    /// Parses `bytes` as the index of pack `id`; throws `integrity` saying what is wrong.
    package init(parsing bytes: [UInt8], id: Digest) throws(StoreError) {
        self.bytes = bytes
        self.id = id
        guard bytes.count >= PackLayout.headerSize + PackLayout.trailerSize,
            bytes.prefix(8).elementsEqual(PackLayout.magic)
        else { throw PackIndex.damaged(id, "it is not a pack index") }
        let body = bytes.count - PackLayout.trailerSize
        let checksum = bytes.withUnsafeBytes { Checksum.of(.init(rebasing: $0[..<body])) }
        guard checksum == PackIndex.word(bytes, at: body) else {
            throw PackIndex.damaged(id, "its checksum does not match")
        }
        header = try PackIndexHeader(bytes, body: body, id: id)
        try checkReserved()
        // First: the rows that the next check reads have their deltas in them.
        try checkDeltas()
        try checkChunks()
        try checkBlobs()
    }

    /// The chunk's place, if this pack holds it.
    package func chunk(_ digest: Digest) -> ChunkRecord? {
        position(of: digest, from: PackLayout.headerSize, count: chunkCount).map(chunk(at:))
    }

    /// The blob's recipe span, if this pack holds it.
    package func blob(_ digest: Digest) -> BlobRecord? {
        position(of: digest, from: header.blobStart, count: blobCount).map(blob(at:))
    }

    /// The chunk at a position of the sorted table.
    package func chunk(at position: Int) -> ChunkRecord {
        let start = PackLayout.headerSize + position * PackLayout.chunkSize
        let lengths = word(start + 40)
        // checkChunks has refused every codec that is not known.
        return ChunkRecord(
            digest: digest(start), offset: word(start + 32),
            storedLength: UInt32(truncatingIfNeeded: lengths),
            plainLength: UInt32(truncatingIfNeeded: lengths >> 32),
            codec: StoredCodec(rawValue: bytes[start + 48]) ?? .raw, checksum: word(start + 56),
            delta: delta(of: start))
    }

    /// The blob at a position of the sorted table.
    package func blob(at position: Int) -> BlobRecord {
        let start = header.blobStart + position * PackLayout.blobSize
        return BlobRecord(
            digest: digest(start), size: word(start + 32), firstEntry: Int(word(start + 40)),
            entryCount: Int(word(start + 48)))
    }

    /// The chunks of a blob in order.
    package func recipe(of blob: BlobRecord) -> [RecipeEntry] {
        (blob.firstEntry..<blob.firstEntry + blob.entryCount).map(recipeEntry(at:))
    }

    /// As `chunk(at:)`, its name alone.
    func chunkDigest(at position: Int) -> Digest {
        digest(PackLayout.headerSize + position * PackLayout.chunkSize)
    }

    /// As `blob(at:)`, its name alone.
    func blobDigest(at position: Int) -> Digest {
        digest(header.blobStart + position * PackLayout.blobSize)
    }

    /// One step of all recipes together.
    func recipeEntry(at position: Int) -> RecipeEntry {
        let start = header.recipeStart + position * PackLayout.recipeSize
        return RecipeEntry(
            chunk: digest(start), plainLength: UInt32(truncatingIfNeeded: word(start + 32)))
    }

    /// Both tables have rows of 64 bytes that begin with a digest.
    func position(of wanted: Digest, from start: Int, count: Int) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let found = digest(start + middle * 64)
            if found == wanted { return middle }
            if found < wanted { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// A later format that says more has another version: what is to be zero is zero.
    private func checkReserved() throws(StoreError) {
        var others = word(8) >> 32 | word(56)
        if !header.hasDeltas {
            others |= word(48)
            for position in 0..<chunkCount {
                others |= word(PackLayout.headerSize + position * PackLayout.chunkSize + 48) >> 8
            }
        }
        for position in 0..<blobCount {
            others |= word(header.blobStart + position * PackLayout.blobSize + 56)
        }
        for position in 0..<header.recipeCount {
            others |= word(header.recipeStart + position * PackLayout.recipeSize + 32) >> 32
        }
        guard others == 0 else {
            throw PackIndex.damaged(id, "what is reserved in it is not zero")
        }
    }

    private func checkChunks() throws(StoreError) {
        var previous: Digest?
        for position in 0..<chunkCount {
            let start = PackLayout.headerSize + position * PackLayout.chunkSize
            do throws(CodecFailure) { _ = try StoredCodec(stored: bytes[start + 48]) } catch {
                throw StoreError(
                    .unknownFormat, "pack \(id.short) holds a chunk that cannot be read: \(error)",
                    fix: "use a newer build of store")
            }
            let record = chunk(at: position)
            guard previous.map({ $0 < record.digest }) ?? true else {
                throw PackIndex.damaged(id, "its chunks are out of order")
            }
            let (end, overflow) = record.offset.addingReportingOverflow(
                UInt64(record.storedLength))
            guard !overflow, end <= packLength, record.plainLength > 0,
                record.plainLength <= PackLayout.plainLimit,
                record.storedLength <= PackLayout.storedLimit
            else { throw PackIndex.damaged(id, "chunk \(record.digest.short) is out of bounds") }
            previous = record.digest
        }
    }

    private func checkBlobs() throws(StoreError) {
        var previous: Digest?
        var entries: UInt64 = 0
        for position in 0..<blobCount {
            let start = header.blobStart + position * PackLayout.blobSize
            let (first, count) = (word(start + 40), word(start + 48))
            guard first <= UInt64(header.recipeCount), count <= UInt64(header.recipeCount) - first
            else {
                throw PackIndex.damaged(id, "a recipe is out of bounds")
            }
            let record = blob(at: position)
            guard previous.map({ $0 < record.digest }) ?? true else {
                throw PackIndex.damaged(id, "its blobs are out of order")
            }
            // Recipes that overlap would make this check quadratic.
            entries += count
            guard entries <= UInt64(header.recipeCount) else {
                throw PackIndex.damaged(id, "its recipes overlap")
            }
            guard try recipeSize(of: record) == record.size else {
                throw PackIndex.damaged(id, "the recipe of \(record.digest.short) has another size")
            }
            previous = record.digest
        }
    }

    private func recipeSize(of record: BlobRecord) throws(StoreError) -> UInt64 {
        var size: UInt64 = 0
        for position in record.firstEntry..<record.firstEntry + record.entryCount {
            let length = recipeEntry(at: position).plainLength
            guard (1...PackLayout.plainLimit).contains(length) else {
                throw PackIndex.damaged(id, "a recipe of \(record.digest.short) is out of bounds")
            }
            size += UInt64(length)
        }
        return size
    }

    func word(_ offset: Int) -> UInt64 { PackIndex.word(bytes, at: offset) }

    static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }

    func digest(_ offset: Int) -> Digest {
        bytes.withUnsafeBytes { Digest(bytes: .init(rebasing: $0[offset..<offset + 32])) }
    }

    static func damaged(_ id: Digest, _ reason: String) -> StoreError {
        StoreError(
            .integrity, "pack index \(id.short) is damaged: \(reason)",
            fix: "store verify --all --repair")
    }
}
