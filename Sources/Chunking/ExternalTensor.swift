/// A tensor that an ONNX model keeps in a file beside it.
package struct ExternalTensor: Hashable, Sendable {
    /// The file, relative to the directory of the model: what the model says, checked for nothing.
    package let location: String
    /// Its `range` is of that file; empty bytes at `offset` if the model names no length.
    package let tensor: Tensor
}
