/// How the kernel reads an open file. All opens of a node at one time have the same: the kernel
/// refuses to mix them.
package enum OpenMode: Hashable, Sendable {
    /// From pages that the worker fills.
    case cached
    /// By itself, from the backing file with this id.
    case passthrough(Int32)
}
