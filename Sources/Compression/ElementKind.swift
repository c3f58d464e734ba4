/// What a chunk is said to be an array of. A hint and no more: the encoder looks at the bytes, and a
/// wrong hint costs size or time, never bytes.
package enum ElementKind: Sendable, CaseIterable {
    case bf16
    case fp16
    case fp32
    /// Anything else, or not known.
    case other
}
