package import Hashing

/// Finds the blobs that a manifest names, without making a `Manifest`: a version may have a million
/// files, and gc looks at every version.
///
/// It knows the layout of canonical JSON (RFC 8785) and nothing of the rules for paths and metrics. What
/// it does not know it refuses, and `Manifest(parsing:)` has to say what that is. It never leaves out
/// a blob of a manifest that `Manifest(parsing:)` accepts.
package struct ManifestReferences {
    private struct Unfamiliar: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// Shows `body` digest and size of every file. False if the layout is not the canonical one; `body`
    /// may have been shown some files by then.
    package static func forEach(in bytes: [UInt8], _ body: (Digest, UInt64) -> Void) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var reader = ManifestReferences(bytes: buffer)
            do throws(Unfamiliar) {
                try reader.document(body)
                return true
            } catch {
                return false
            }
        }
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func document(_ body: (Digest, UInt64) -> Void) throws(Unfamiliar) {
        try members(depth: 1) { reader, key throws(Unfamiliar) in
            guard reader.isKey("files", at: key) else { return try reader.skipValue(depth: 1) }
            try reader.items(depth: 2) { reader throws(Unfamiliar) in try reader.file(body) }
        }
        guard position == bytes.count else { throw Unfamiliar() }
    }

    private mutating func file(_ body: (Digest, UInt64) -> Void) throws(Unfamiliar) {
        var digest: Digest?
        var size: UInt64?
        try members(depth: 3) { reader, key throws(Unfamiliar) in
            if reader.isKey("sha256", at: key) {
                digest = try reader.digest()
            } else if reader.isKey("size", at: key) {
                size = try reader.size()
            } else {
                try reader.skipValue(depth: 3)
            }
        }
        guard let digest, let size else { throw Unfamiliar() }
        body(digest, size)
    }

    // MARK: Objects and arrays

    /// Leaves the value of each member to `body`.
    private mutating func members(
        depth: Int,
        _ body: (inout ManifestReferences, _ key: Range<Int>) throws(Unfamiliar) -> Void
    ) throws(Unfamiliar) {
        guard depth <= JSONParser.depthLimit else { throw Unfamiliar() }
        try expect(UInt8(ascii: "{"))
        if try next() == UInt8(ascii: "}") { return position += 1 }
        while true {
            let key = try key()
            try expect(UInt8(ascii: ":"))
            try body(&self, key)
            if try next() == UInt8(ascii: "}") { return position += 1 }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func items(
        depth: Int, _ body: (inout ManifestReferences) throws(Unfamiliar) -> Void
    ) throws(Unfamiliar) {
        guard depth <= JSONParser.depthLimit else { throw Unfamiliar() }
        try expect(UInt8(ascii: "["))
        if try next() == UInt8(ascii: "]") { return position += 1 }
        while true {
            try body(&self)
            if try next() == UInt8(ascii: "]") { return position += 1 }
            try expect(UInt8(ascii: ","))
        }
    }

    /// The next value, which stands inside `depth` objects and arrays.
    private mutating func skipValue(depth: Int) throws(Unfamiliar) {
        switch try next() {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            try members(depth: depth + 1) { reader, _ throws(Unfamiliar) in
                try reader.skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try items(depth: depth + 1) { reader throws(Unfamiliar) in
                try reader.skipValue(depth: depth + 1)
            }
        default: try skipWord()
        }
    }

    // MARK: Strings and numbers

    /// Between its quotes. One with an escape could be spelled in two ways; none of ours has one.
    private mutating func key() throws(Unfamiliar) -> Range<Int> {
        try expect(UInt8(ascii: "\""))
        let start = position
        while true {
            let byte = try next()
            position += 1
            if byte == UInt8(ascii: "\"") { return start..<position - 1 }
            if byte == UInt8(ascii: "\\") { throw Unfamiliar() }
        }
    }

    private func isKey(_ name: StaticString, at range: Range<Int>) -> Bool {
        range.count == name.utf8CodeUnitCount
            && bytes[range].elementsEqual(
                UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private mutating func skipString() throws(Unfamiliar) {
        try expect(UInt8(ascii: "\""))
        while true {
            let byte = try next()
            position += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") {
                _ = try next()
                position += 1
            }
        }
    }

    /// A number, true, false or null: what goes on until the member or item ends.
    private mutating func skipWord() throws(Unfamiliar) {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                position += 1
            default:
                guard position > start else { throw Unfamiliar() }
                return
            }
        }
        throw Unfamiliar()
    }

    private mutating func digest() throws(Unfamiliar) -> Digest {
        try expect(UInt8(ascii: "\""))
        let end = position + 2 * Digest.byteCount
        guard end <= bytes.count,
            let digest = Digest(hexDigits: UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
        else { throw Unfamiliar() }
        position = end
        try expect(UInt8(ascii: "\""))
        return digest
    }

    /// At most 16 digits, which is more than any size has.
    private mutating func size() throws(Unfamiliar) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"),
            digit < 10
        {
            value = value * 10 + UInt64(digit)
            position += 1
            guard position - start <= 16 else { throw Unfamiliar() }
        }
        guard position > start else { throw Unfamiliar() }
        return value
    }

    private func next() throws(Unfamiliar) -> UInt8 {
        guard position < bytes.count else { throw Unfamiliar() }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8) throws(Unfamiliar) {
        guard try next() == byte else { throw Unfamiliar() }
        position += 1
    }
}
