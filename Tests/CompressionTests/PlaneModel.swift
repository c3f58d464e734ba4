import Compression
import Glibc

/// Byte planes by the book (docs/design.md, "Byte planes"), one bit of arithmetic at a time: what the
/// fast loops are compared with.
enum PlaneModel {
    /// A plane as it is stored.
    enum Stored {
        case raw([UInt8])
        case zstd([UInt8])

        var bytes: [UInt8] {
            switch self {
            case .raw(let bytes), .zstd(let bytes): bytes
            }
        }
    }

    static func codec(width: Int) -> StoredCodec { width == 2 ? .planes2 : .planes4 }

    /// The planes of the rotated elements, the one of the lowest bytes first.
    static func planes(_ plain: [UInt8], width: Int) -> [[UInt8]] {
        var planes = [[UInt8]](repeating: [], count: width)
        for start in stride(from: 0, to: plain.count / width * width, by: width) {
            var element: UInt64 = 0
            for byte in 0..<width { element |= UInt64(plain[start + byte]) << UInt64(8 * byte) }
            let sign = element >> UInt64(8 * width - 1)
            element = element << 1 | sign
            for byte in 0..<width {
                planes[byte].append(UInt8(truncatingIfNeeded: element >> UInt64(8 * byte)))
            }
        }
        return planes
    }

    /// Header, planes, tail.
    static func stored(_ planes: [Stored], tail: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for plane in planes {
            let length = plane.bytes.count
            if case .raw = plane { out.append(0) } else { out.append(1) }
            out += [UInt8(length & 255), UInt8(length >> 8 & 255), UInt8(length >> 16)]
        }
        return out + planes.flatMap(\.bytes) + tail
    }

    static func tail(_ plain: [UInt8], width: Int) -> [UInt8] {
        Array(plain.suffix(plain.count % width))
    }

    /// Bits a byte in which `plain` can be stored if each plane's bytes are independent.
    static func entropy(_ plain: [UInt8], width: Int) -> Double {
        let bits = planes(plain, width: width).map { plane in
            var counts = [Double](repeating: 0, count: 256)
            for byte in plane { counts[Int(byte)] += 1 }
            let total = Double(plane.count)
            return counts.filter { $0 > 0 }.reduce(0) { $0 - $1 / total * log2($1 / total) }
        }
        return bits.reduce(0, +) / Double(width)
    }
}
