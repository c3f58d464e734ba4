import Glibc

/// What the test machinery itself could not do. A test that sees one has proved nothing.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// What the last C call of this thread failed with, and what it was doing.
    package static func system(_ doing: String) -> TestFailure {
        let number = errno
        return TestFailure("\(doing): \(String(cString: strerror(number)))")
    }
}
