import CFUSE
package import FileIO
import Glibc
import Synchronization
import SystemPackage

/// Serves one mount, from its beginning or from where another worker left off, until it is gone.
package final class Session: Sendable {
    /// Bytes in the largest request: what the kernel allows (256 pages of 4 KiB).
    static let maximumRead = 1 << 20
    /// More than cores, so that readers waiting for a disk do not keep lookups waiting.
    package static let defaultThreads = 16
    /// How many times as many there may be while none of them takes requests.
    private static let reliefFactor = 3

    private let state: SessionState
    private let threads: Int

    package init(
        serving fileSystem: any FileSystem, initialisation: InitRequest, opens: OpenModes,
        resent: ResentRequests = .served, patience: Patience = .standard,
        threads: Int = Session.defaultThreads
    ) {
        state = SessionState(
            fileSystem: fileSystem, initialisation: initialisation, opens: opens, resent: resent,
            patience: patience)
        self.threads = threads
    }

    /// Answers requests from `device` on its own threads; returns when the mount is gone. The
    /// descriptor stays the caller's. Call once.
    package func run(on device: borrowing Descriptor) throws(SessionError) {
        // libfuse copies the table. The state is released when the session is destroyed; a broken
        // one is not, because its threads may still use both.
        var table = Operations.table()
        let userdata = Unmanaged.passRetained(state)
        guard
            let session = cfuse_session_new(
                &table, "max_read=\(Session.maximumRead)", userdata.toOpaque())
        else {
            userdata.release()
            throw .cannotStart
        }
        do throws(SessionError) {
            try attach(session, to: device)
            try begin(session)
            try takeOver(device.raw)
            state.fileSystem.initialised()
            try serve(session, device.raw)
        } catch {
            if case .broken = error { throw error }
            Session.end(session, userdata)
            throw error
        }
        Session.end(session, userdata)
    }

    private static func end(_ session: OpaquePointer, _ userdata: Unmanaged<SessionState>) {
        fuse_session_destroy(session)
        userdata.release()
    }

    /// libfuse closes what it is given, so it gets a number of its own.
    private func attach(
        _ session: OpaquePointer, to device: borrowing Descriptor
    ) throws(SessionError) {
        let copy = fcntl(device.raw, F_DUPFD_CLOEXEC, 3)
        guard
            copy >= 0,
            cfuse_session_use(session, copy, SessionState.read, SessionState.writev) == 0
        else { throw .cannotStart }
    }

    /// The first request, INIT, alone: nothing may overtake it.
    private func begin(_ session: OpaquePointer) throws(SessionError) {
        guard var buffer = RequestRoom.make() else { throw .cannotStart }
        defer { free(buffer.mem) }
        guard fuse_session_receive_buf(session, &buffer) > 0 else { throw .cannotStart }
        fuse_session_process_buf(session, &buffer)
        switch state.beginning.load(ordering: .relaxed) {
        case .begun, .adopted: return
        case .pending, .failed: throw .refused
        }
    }

    /// Finds out what is open, before the first request can ask.
    private func takeOver(_ device: Int32) throws(SessionError) {
        guard CurrentRequest.canBeKnown else { throw .cannotStart }
        do throws(FileError) {
            try state.opens.begin(
                with: KernelBackingFiles(device: device),
                isOffered: state.initialisation.canPassThrough)
        } catch {
            throw .cannotStart
        }
    }

    private func serve(_ session: OpaquePointer, _ device: Int32) throws(SessionError) {
        // Proof for nonisolated(unsafe): libfuse's session is made for many threads, and it is
        // destroyed only after all of them have ended.
        nonisolated(unsafe) let session = session
        // It fails only where no descriptors are left, and then nothing can be served.
        guard let endings = try? LoopEndings() else { throw .cannotStart }
        let loops = LoopThreads(atMost: threads * Session.reliefFactor, endings: endings) {
            Session.loop(session)
        }
        // Fewer threads serve as well, only with less overlap.
        for _ in 0..<threads where !loops.add() { break }
        guard loops.count > 0 else { throw .cannotStart }
        let watch = RequestWatch(state, device: device, relief: { loops.add() })
        let watching: BlockingThread
        do throws(FileError) { watching = try BlockingThread { watch.run() } } catch {
            throw .cannotStart
        }
        let outcome = Result { () throws(SessionError) in try loops.wait() }
        watch.end()
        watching.join()
        try outcome.get()
        loops.join()
    }

    /// One thread's life: receive, answer, until the device says that the mount is gone (nil) or
    /// fails. ENODEV is libfuse's 0, and ENOENT, a request withdrawn, it does not let out.
    private static func loop(_ session: OpaquePointer) -> Errno? {
        guard var buffer = RequestRoom.make() else { return .noMemory }
        defer { free(buffer.mem) }
        while fuse_session_exited(session) == 0 {
            let got = fuse_session_receive_buf(session, &buffer)
            if got == -EINTR || got == -EAGAIN { continue }
            if got < 0 { return Errno(rawValue: -got) }
            if got == 0 { break }
            fuse_session_process_buf(session, &buffer)
        }
        return nil
    }

    /// What is negotiated at INIT. Not wanted: splice (replies are made in memory), write-back,
    /// export through NFS, invalidation of pages by mtime (content never changes), and the
    /// adaptive form of readdirplus (a listing gives all entries at once, ten times cheaper than a
    /// lookup each).
    static func configure(_ connection: UnsafeMutablePointer<fuse_conn_info>) {
        let wanted =
            FUSE_CAP_ASYNC_READ | FUSE_CAP_PARALLEL_DIROPS | FUSE_CAP_READDIRPLUS
            | FUSE_CAP_ASYNC_DIO
        cfuse_want_only(connection, UInt32(wanted))
        // libfuse demands that this equals the option of the session.
        connection.pointee.max_read = UInt32(maximumRead)
        connection.pointee.max_background = 64
        connection.pointee.congestion_threshold = 48
    }
}
