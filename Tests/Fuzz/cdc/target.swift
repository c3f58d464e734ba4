/// The first four bytes say how the rest, repeated to half a mebibyte with small changes, is cut:
/// the format, the row length, where the tensor begins, and how often the bytes change.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count > 4 else { return 0 }
    let seed = UnsafeBufferPointer(start: start + 4, count: count - 4)
    let size = 1 << 19 + Int(start[3]) * 4099
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { out, filled in
        for index in 0..<size {
            let turn = index / seed.count
            out[index] = seed[index % seed.count] &+ UInt8(truncatingIfNeeded: turn &* turn >> 3)
        }
        filled = size
    }
    let formats: [ElementFormat] = [.bytes, .bf16, .fp16, .fp32, .other(width: 18)]
    let format = formats[Int(start[0]) % formats.count]
    let columns = (UInt64(start[1]) + 1) * 24
    let offset = UInt64(start[2]) * 8
    let rows = (UInt64(size) - offset) / (columns * UInt64(format.width))
    let tensor = Tensor(
        name: "t", shape: [rows, columns], format: format,
        range: offset..<offset + rows * columns * UInt64(format.width))
    bytes.withUnsafeBufferPointer { bytes in
        FuzzedFile(bytes.baseAddress, bytes.count).check([tensor])
    }
    return 0
}
