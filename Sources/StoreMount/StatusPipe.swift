package import FileIO

/// The writing end of the pipe on which a process says how its start went.
package final class StatusPipe: Sendable {
    private let descriptor: Descriptor

    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// The one that this process was started with, as `number`.
    package convenience init(inherited number: Int32) { self.init(Descriptor.inherited(number)) }

    /// Writes the line. A reader that is gone is no error: then nobody wants to know.
    package func announce(_ readiness: Readiness) {
        // SIGPIPE is ignored in the processes that call this; see Supervisor and Worker.
        try? descriptor.write(readiness.line)
    }
}
