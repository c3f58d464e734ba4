/// How long a reader waits for an answer that does not come.
package struct Patience: Sendable {
    /// Milliseconds after which any request is answered with EIO: a disk that does not answer must
    /// not hold a model server for ever.
    package let deadline: Int64
    /// Milliseconds after an INTERRUPT (the reader got a signal) until its request is answered with
    /// EINTR; a request that is nearly done is done by then.
    package let afterInterrupt: Int64

    package static let standard = Patience(deadline: 60_000, afterInterrupt: 400)

    package init(deadline: Int64, afterInterrupt: Int64) {
        self.deadline = deadline
        self.afterInterrupt = afterInterrupt
    }
}
