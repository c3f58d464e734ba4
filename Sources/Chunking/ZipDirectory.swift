/// The members of a zip file that are stored as they are, as in `.npz` and in what torch.save
/// writes: each is a tensor or a pickle.
///
/// Source: PKWARE's APPNOTE 6.3.10. The central directory at the end is believed where each member's
/// own header agrees; a file with an unknown shape around it (several disks, encryption of the
/// directory, something before the first member) is bytes.
struct ZipDirectory {
    private struct Member {
        let name: String
        let isStored: Bool
        let header: UInt64
        let count: UInt64
    }

    /// The last bytes that can hold the end record and the longest comment behind it.
    private static let tail: UInt64 = 22 + 65_535
    private let source: ByteSource

    /// nil: it is no such file.
    static func tensors(of source: ByteSource) throws(Malformed) -> [Tensor]? {
        guard source.size >= 22 else { return nil }
        var start = ByteCursor(source, 0..<4, window: 4)
        // A member's header.
        guard try start.integer(UInt32.self) == 0x0403_4B50 else { return nil }
        return try ZipDirectory(source: source).tensors()
    }

    private func tensors() throws(Malformed) -> [Tensor] {
        let (directory, count) = try place()
        var cursor = ByteCursor(source, directory)
        var tensors: [Tensor] = []
        for _ in 0..<count {
            let member = try member(&cursor)
            guard member.header < directory.lowerBound else { throw Malformed() }
            guard member.isStored, member.count > 0 else { continue }
            let range = try data(of: member, before: directory.lowerBound)
            tensors.append(tensor(member.name, range))
        }
        guard cursor.isAtEnd else { throw Malformed() }
        return tensors
    }

    /// Where the central directory is, and how many members it has.
    private func place() throws(Malformed) -> (Range<UInt64>, UInt64) {
        let start = source.size - min(source.size, ZipDirectory.tail)
        let tail = try source.bytes(start..<source.size)
        var at = tail.count - 22
        while at >= 0 {
            // The end record, with a comment that ends where the file does.
            if tail[at..<at + 4] == [0x50, 0x4B, 0x05, 0x06],
                at + 22 + Int(tail[at + 20]) + Int(tail[at + 21]) << 8 == tail.count
            {
                return try place(from: start + UInt64(at))
            }
            at -= 1
        }
        throw Malformed()
    }

    private func place(from end: UInt64) throws(Malformed) -> (Range<UInt64>, UInt64) {
        var cursor = ByteCursor(source, end + 4..<end + 20, window: 64)
        guard try cursor.integer(UInt32.self) == 0 else { throw Malformed() }
        _ = try cursor.integer(UInt16.self)
        let count = UInt64(try cursor.integer(UInt16.self))
        let length = UInt64(try cursor.integer(UInt32.self))
        let start = UInt64(try cursor.integer(UInt32.self))
        if count == 0xFFFF || length == 0xFFFF_FFFF || start == 0xFFFF_FFFF, end >= 20,
            let wide = try widePlace(before: end - 20)
        {
            return wide
        }
        return try checked(start, length, count, end: end)
    }

    /// What the zip64 record says; nil if there is none.
    private func widePlace(
        before locator: UInt64
    ) throws(Malformed) -> (Range<UInt64>, UInt64)? {
        var cursor = ByteCursor(source, locator..<locator + 20, window: 64)
        guard try cursor.integer(UInt32.self) == 0x0706_4B50 else { return nil }
        try cursor.skip(4)
        let record = try cursor.integer(UInt64.self)
        guard record < locator else { throw Malformed() }
        cursor = ByteCursor(source, record..<locator, window: 64)
        guard try cursor.integer(UInt32.self) == 0x0606_4B50 else { throw Malformed() }
        try cursor.skip(8 + 4 + 8)
        // On this disk, and in all.
        let count = try cursor.integer(UInt64.self)
        guard try cursor.integer(UInt64.self) == count else { throw Malformed() }
        let length = try cursor.integer(UInt64.self)
        return try checked(try cursor.integer(UInt64.self), length, count, end: record)
    }

    private func checked(
        _ start: UInt64, _ length: UInt64, _ count: UInt64, end: UInt64
    ) throws(Malformed) -> (Range<UInt64>, UInt64) {
        // The directory ends where the record behind it begins, or the offsets are not the file's.
        guard try sum(start, length) == end, length <= HeaderLimits.header,
            count <= UInt64(HeaderLimits.count)
        else { throw Malformed() }
        return (start..<end, count)
    }

    /// The next entry of the central directory.
    private func member(_ cursor: inout ByteCursor) throws(Malformed) -> Member {
        guard try cursor.integer(UInt32.self) == 0x0201_4B50 else { throw Malformed() }
        try cursor.skip(4)
        let flags = try cursor.integer(UInt16.self)
        let method = try cursor.integer(UInt16.self)
        try cursor.skip(8)
        var packed = UInt64(try cursor.integer(UInt32.self))
        var plain = UInt64(try cursor.integer(UInt32.self))
        let nameLength = UInt64(try cursor.integer(UInt16.self))
        let extraLength = UInt64(try cursor.integer(UInt16.self))
        let commentLength = UInt64(try cursor.integer(UInt16.self))
        try cursor.skip(8)
        var header = UInt64(try cursor.integer(UInt32.self))
        let name = try cursor.text(nameLength)
        guard extraLength <= cursor.rest else { throw Malformed() }
        var extra = ByteCursor(source, cursor.position..<cursor.position + extraLength, window: 256)
        try cursor.skip(extraLength)
        try cursor.skip(commentLength)
        try widen(&plain, &packed, &header, from: &extra)
        let isStored = method == 0 && flags & 1 == 0
        guard !isStored || plain == packed else { throw Malformed() }
        return Member(name: name, isStored: isStored, header: header, count: packed)
    }

    /// Takes what did not fit 32 bits from the zip64 field, which has those alone, in this order.
    private func widen(
        _ plain: inout UInt64, _ packed: inout UInt64, _ header: inout UInt64,
        from extra: inout ByteCursor
    ) throws(Malformed) {
        let full: UInt64 = 0xFFFF_FFFF
        guard plain == full || packed == full || header == full else { return }
        while extra.rest >= 4 {
            let id = try extra.integer(UInt16.self)
            let length = UInt64(try extra.integer(UInt16.self))
            guard id == 1 else {
                try extra.skip(length)
                continue
            }
            if plain == full { plain = try extra.integer(UInt64.self) }
            if packed == full { packed = try extra.integer(UInt64.self) }
            if header == full { header = try extra.integer(UInt64.self) }
            return
        }
    }

    /// Where a member's bytes are: behind its own header, which must be there.
    private func data(
        of member: Member, before end: UInt64
    ) throws(Malformed) -> Range<UInt64> {
        var cursor = ByteCursor(source, member.header..<end, window: 30)
        guard try cursor.integer(UInt32.self) == 0x0403_4B50 else { throw Malformed() }
        try cursor.skip(22)
        let name = UInt64(try cursor.integer(UInt16.self))
        try cursor.skip(name + UInt64(try cursor.integer(UInt16.self)))
        guard member.count <= cursor.rest else { throw Malformed() }
        return cursor.position..<cursor.position + member.count
    }

    /// A member as a tensor: of a `.npy` what follows its header, if that is understood.
    private func tensor(_ name: String, _ range: Range<UInt64>) -> Tensor {
        let whole = Tensor(name: name, shape: [], format: .bytes, range: range)
        guard name.hasSuffix(".npy") else { return whole }
        do throws(Malformed) {
            return try NumpyHeader.tensor(source, range, name) ?? whole
        } catch {
            return whole
        }
    }
}
