import CFUSE
import FileIO
import Glibc
import Sabotage
import Synchronization
import SystemPackage

/// What the callbacks of one session share. libfuse carries a pointer to it.
final class SessionState: Sendable {
    /// How the reply to INIT fared.
    enum Beginning: Int, AtomicRepresentable {
        case pending
        /// This worker is the mount's first.
        case begun
        /// Another worker had answered; what it left open has been queued again.
        case adopted
        case failed
    }

    let fileSystem: any FileSystem
    let initialisation: InitRequest
    let opens: OpenModes
    private let resent: ResentRequests
    private let outstanding: OutstandingRequests
    let buffers = ReplyBuffers()
    let beginning = Atomic<Beginning>(.pending)
    private let wasFed = Atomic<Bool>(false)
    /// Threads that wait for a request.
    private let waiting = Atomic<Int>(0)

    init(
        fileSystem: any FileSystem, initialisation: InitRequest, opens: OpenModes,
        resent: ResentRequests, patience: Patience
    ) {
        self.fileSystem = fileSystem
        self.initialisation = initialisation
        self.opens = opens
        self.resent = resent
        outstanding = OutstandingRequests(patience)
    }

    /// The state behind libfuse's userdata pointer, which `Session` keeps alive while it runs.
    static func of(_ userdata: UnsafeMutableRawPointer?) -> SessionState? {
        userdata.map { Unmanaged<SessionState>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether some thread waits for the next request.
    var takesRequests: Bool { waiting.load(ordering: .relaxed) > 0 }

    /// The session's read(2): the saved INIT first, then the device.
    /// All buffers are `RequestRoom`s, whatever libfuse takes them for.
    static let read: cfuse_read_function = { descriptor, buffer, _, userdata in
        guard let state = SessionState.of(userdata), let buffer else { return -1 }
        let room = UnsafeMutableRawBufferPointer(start: buffer, count: RequestRoom.byteCount)
        if state.wasFed.exchange(true, ordering: .relaxed) {
            return state.receive(descriptor, room)
        }
        let bytes = state.initialisation.bytes
        guard bytes.count <= room.count else { return -1 }
        room.copyBytes(from: bytes)
        return bytes.count
    }

    /// Reads the next request that is to be served, as read(2) does.
    private func receive(_ descriptor: Int32, _ room: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            SessionState.touch(room)
            waiting.add(1, ordering: .relaxed)
            let got = Glibc.read(descriptor, room.baseAddress, room.count)
            let code = errno
            waiting.subtract(1, ordering: .relaxed)
            errno = code
            guard got > 0 else { return got }
            let request = UnsafeRawBufferPointer(rebasing: room[..<got])
            guard let header = RequestHeader(request) else { return got }
            if resent == .refused, header.isResent, !Sabotage.servesFatalRequests {
                if let handle = header.handle(in: request) { opens.release(handle) }
                if header.wantsReply { refuse(header, descriptor) }
                continue
            }
            CurrentRequest.begin(header)
            note(header, request)
            return got
        }
    }

    /// Sees to it that the pages are there into which the kernel copies a request: had it to bring them
    /// while this process is killed, it would not queue the request again, but answer it with EIO
    /// (`fuse_dev_do_read` in fs/fuse/dev.c). They were in place once (`RequestRoom`), but swapping takes
    /// them away again. No request that a reader waits for is longer than two pages.
    private static func touch(_ room: UnsafeMutableRawBufferPointer) {
        for offset in stride(from: 0, to: min(room.count, 2 * 4096 + 1), by: 4096) {
            room[offset] = 0
        }
    }

    /// Keeps account of who waits for what.
    private func note(_ header: RequestHeader, _ request: UnsafeRawBufferPointer) {
        let now = Waiting.monotonicMilliseconds
        if let target = header.interrupted(in: request) {
            outstanding.interrupted(target, at: now)
        } else if header.wantsReply {
            outstanding.began(header.unique, at: now)
        }
    }

    /// Answers what has waited too long, in the place of threads that have not come back.
    func endOverdue(_ descriptor: Int32) {
        for late in outstanding.overdue(at: Waiting.monotonicMilliseconds) {
            let error = RequestHeader.failure(of: late.unique, late.errno)
            // An error means that nobody waits for the answer any more.
            _ = error.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    private func refuse(_ header: RequestHeader, _ descriptor: Int32) {
        // An error means that nobody waits for the answer any more.
        _ = header.refusal.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Opens `node` for the request that this thread has taken.
    func open(_ node: UInt64) throws(Errno) -> Answer {
        let handle = CurrentRequest.name
        let mode = try opens.open(node, handle: handle) { fileSystem.plainFile(of: node) }
        guard mode == .cached else { return .openedFile(mode, handle: handle, node: node) }
        do throws(Errno) {
            try fileSystem.open(node)
        } catch {
            opens.release(handle)
            throw error
        }
        return .openedFile(mode, handle: handle, node: node)
    }

    func release(_ node: UInt64, handle: UInt64) {
        let mode = opens.release(handle)
        // What is not known was opened under an earlier worker, or twice released.
        if mode == nil || mode == .cached { fileSystem.release(node) }
    }

    /// The session's writev(2). The reply to INIT is completed on its way out; every other reply
    /// passes untouched, unless it comes too late: then it has been answered, and this one fails as
    /// if its reader had gone.
    static let writev: cfuse_writev_function = { descriptor, parts, count, userdata in
        guard let state = SessionState.of(userdata), let parts else { return -1 }
        if state.beginning.load(ordering: .relaxed) == .pending {
            return state.begin(descriptor, parts, count)
        }
        let header = UnsafeRawBufferPointer(start: parts[0].iov_base, count: parts[0].iov_len)
        guard state.outstanding.take(RequestHeader.unique(ofReply: header)) else {
            errno = ENOENT
            return -1
        }
        return Glibc.writev(descriptor, parts, count)
    }

    private static func length(_ parts: UnsafeMutablePointer<iovec>, _ count: Int32) -> Int {
        (0..<Int(count)).reduce(0) { $0 + parts[$1].iov_len }
    }

    /// Sends the reply to INIT. ENOENT means that the kernel waits for none: an earlier worker has
    /// answered, so this one takes over and asks for what the earlier one left unanswered.
    private func begin(
        _ descriptor: Int32, _ parts: UnsafeMutablePointer<iovec>, _ count: Int32
    ) -> Int {
        let total = SessionState.length(parts, count)
        guard count >= 2 else {
            beginning.store(.failed, ordering: .relaxed)
            return Glibc.writev(descriptor, parts, count)
        }
        let body = UnsafeMutableRawBufferPointer(
            start: parts[1].iov_base, count: parts[1].iov_len)
        InitReply.complete(
            body, for: initialisation, passesThrough: opens.wantsPassthrough)
        let written = Glibc.writev(descriptor, parts, count)
        if written >= 0 {
            beginning.store(.begun, ordering: .relaxed)
            return written
        }
        let isAdopted = errno == ENOENT && (Sabotage.skipsResend || resend(descriptor))
        beginning.store(isAdopted ? .adopted : .failed, ordering: .relaxed)
        return isAdopted ? total : -1
    }

    /// FUSE_NOTIFY_RESEND (code 7): a fuse_out_header with no body; false if the kernel cannot.
    private func resend(_ descriptor: Int32) -> Bool {
        let notification: [UInt32] = [16, 7, 0, 0]  // length, code, unique (64 bits)
        return notification.withUnsafeBytes {
            Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count
        }
    }
}
