/// What a sample of a chunk promises of its stored size.
package struct SizeEstimate: Sendable {
    /// Bytes it takes if its bytes, or its planes', are independent of each other.
    package let bytes: Int
    /// Something repeats, or may: it can take less.
    package let mayRepeat: Bool
}
