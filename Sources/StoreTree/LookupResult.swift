/// The answer to a lookup.
package enum LookupResult: Sendable, Equatable {
    case found(Entry)
    /// No such name, and how long that holds.
    case absent(Caching)
}
