/// A setting's value and where it came from, as `store config --show-origin` prints it.
package struct Setting: Hashable, Sendable {
    package let value: String
    package let origin: String

    package init(_ value: String, origin: String) {
        self.value = value
        self.origin = origin
    }
}
