/// How a child ended and what it wrote.
package struct ChildOutcome: Sendable {
    package enum Ending: Hashable, Sendable {
        /// With this exit code.
        case exited(Int32)
        /// By this signal.
        case signalled(Int32)
    }

    package let ending: Ending
    /// The time was up and it was killed.
    package let hasTimedOut: Bool
    /// All of standard output.
    package let output: [UInt8]
    /// All of standard error.
    package let errors: [UInt8]

    /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
    package var outputText: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text; bytes that are not UTF-8 become U+FFFD.
    package var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// The exit code; nil if a signal ended it.
    package var exitCode: Int32? {
        if case .exited(let code) = ending { code } else { nil }
    }

    /// Standard output if it exited with 0; throws with all it wrote otherwise.
    package func checked() throws -> String {
        guard ending == .exited(0) else {
            throw TestFailure(
                "\(ending)\(hasTimedOut ? ", timed out" : ""): \(errorText)\(outputText)")
        }
        return outputText
    }
}
