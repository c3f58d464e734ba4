package import FUSE
import FileIO
import Glibc
package import StoreModel

/// The process that answers requests.
package enum Worker {
    /// Serves what `open` gives until the mount is gone. Throws if it cannot begin or go on; the
    /// supervisor says so, so there is nothing to print, and any exit code but 0 will do. End the
    /// process then: threads may still be waiting for requests.
    ///
    /// The descriptors of the invitation are this process's from here on. It ends with the
    /// supervisor, and leaves SIGTERM and SIGINT, which a terminal or systemd sends to both, to it.
    package static func run(
        _ invitation: WorkerInvitation, _ passthrough: PassthroughPolicy,
        open: () throws(StoreError) -> ServedTree
    ) throws(StoreError) {
        ProcessBonds.ignore([SIGTERM, SIGINT, SIGHUP, SIGPIPE])
        // The runtime's handlers stop all threads for a backtrace. A worker that hangs in there is
        // never replaced; one that ends is, at once.
        for crash in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT] {
            signal(crash, SIG_DFL)
        }
        let status = StatusPipe(inherited: WorkerInvitation.status)
        let device = Descriptor.inherited(WorkerInvitation.device)
        let saved = MemoryFile(owning: Descriptor.inherited(WorkerInvitation.initialisation))
        let opens = OpenModes(
            passthrough,
            records: MemoryFile(owning: Descriptor.inherited(WorkerInvitation.opens)))
        do throws(StoreError) {
            guard ProcessBonds.endWith(parent: invitation.supervisor) else {
                throw StoreError(.inputOutput, "the supervisor of the mount is gone")
            }
            let request = try initialisation(saved)
            let fileSystem = TreeFileSystem(
                try open(), health: invitation.health, opens: opens,
                begun: { status.announce(.ready) })
            let session = Session(
                serving: fileSystem, initialisation: request, opens: opens,
                resent: invitation.resent)
            try serve(session, request, device)
        } catch {
            status.announce(.failed(error))
            throw error
        }
    }

    private static func initialisation(
        _ saved: borrowing MemoryFile
    ) throws(StoreError) -> InitRequest {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try saved.contents(limit: 1 << 16)
        } catch {
            throw StoreError(.inputOutput, "cannot read the saved INIT request", cause: "\(error)")
        }
        guard let request = InitRequest(bytes) else {
            throw StoreError(.inputOutput, "the saved request is not an INIT request")
        }
        return request
    }

    private static func serve(
        _ session: Session, _ request: InitRequest, _ device: borrowing Descriptor
    ) throws(StoreError) {
        do throws(SessionError) {
            try session.run(on: device)
        } catch {
            throw meaning(of: error, request)
        }
    }

    private static func meaning(of error: SessionError, _ request: InitRequest) -> StoreError {
        switch error {
        case .cannotStart:
            StoreError(.inputOutput, "libfuse could not begin to serve the mount")
        case .broken(let code):
            StoreError(.inputOutput, "cannot read requests from /dev/fuse", cause: "\(code)")
        case .refused:
            StoreError(
                .inputOutput, "the kernel did not accept the worker",
                fix: request.canResend ? nil : "a mount outlives its worker from Linux 6.9 on")
        }
    }
}
