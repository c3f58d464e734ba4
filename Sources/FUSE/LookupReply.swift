/// What a lookup found.
package enum LookupReply: Sendable {
    case entry(NodeEntry)
    /// There is no such name, and the kernel may believe that for this time.
    case absent(Validity)
}
