/// Whether the kernel reads plain files by itself, without the worker.
package enum PassthroughPolicy: String, CaseIterable, Sendable {
    /// Where kernel and privilege allow it.
    case auto
    case never
}
