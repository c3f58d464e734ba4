/// Safetensors files of bf16 matrices with rows of 1024 bytes, and what training makes of them.
package enum TestWeights {
    /// A file of the tensors, in order. The length of each is a multiple of 1024.
    package static func file(_ tensors: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var entries: [String] = []
        var data: [UInt8] = []
        for (name, bytes) in tensors {
            let end = data.count + bytes.count
            entries.append(
                "\"\(name)\":{\"dtype\":\"BF16\",\"shape\":[\(bytes.count / 1024),512],"
                    + "\"data_offsets\":[\(data.count),\(end)]}")
            data += bytes
        }
        let header = "{" + entries.joined(separator: ",") + "}"
        return withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
            + Array(header.utf8) + data
    }

    /// Every number a unit in the last place up, down, or where it was.
    package static func tuned(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        var out = bytes
        for index in stride(from: 0, to: out.count - 1, by: 2) {
            let step = UInt16(truncatingIfNeeded: random.below(3) - 1)
            let number = (UInt16(out[index + 1]) << 8 | UInt16(out[index])) &+ step
            out[index] = UInt8(truncatingIfNeeded: number)
            out[index + 1] = UInt8(truncatingIfNeeded: number >> 8)
        }
        return out
    }
}
