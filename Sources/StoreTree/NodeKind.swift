/// What a node is.
package enum NodeKind: Sendable, Equatable {
    case directory, file, symbolicLink
}
