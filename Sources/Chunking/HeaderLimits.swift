/// What a header may ask of the machine. The largest models have a tenth of it in one file; what has
/// more is cut as bytes.
enum HeaderLimits {
    /// Tensors, members or key-value pairs.
    static let count = 131_072
    /// Bytes of a name.
    static let name = 1024
    /// Dimensions of a tensor.
    static let dimensions = 16
    /// Bytes that are gone through one by one, 100 MiB: safetensors' own limit on its header.
    static let header: UInt64 = 100 << 20
}
