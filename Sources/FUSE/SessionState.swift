import CFUSE
import Glibc
import Synchronization

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
    let buffers = ReplyBuffers()
    let beginning = Atomic<Beginning>(.pending)
    private let wasFed = Atomic<Bool>(false)

    init(fileSystem: any FileSystem, initialisation: InitRequest) {
        self.fileSystem = fileSystem
        self.initialisation = initialisation
    }

    /// The state behind libfuse's userdata pointer, which `Session` keeps alive while it runs.
    static func of(_ userdata: UnsafeMutableRawPointer?) -> SessionState? {
        userdata.map { Unmanaged<SessionState>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The session's read(2): the saved INIT first, then the device.
    static let read: cfuse_read_function = { descriptor, buffer, size, userdata in
        guard let state = SessionState.of(userdata), let buffer else { return -1 }
        if state.wasFed.exchange(true, ordering: .relaxed) {
            return Glibc.read(descriptor, buffer, size)
        }
        let bytes = state.initialisation.bytes
        UnsafeMutableRawBufferPointer(start: buffer, count: size).copyBytes(from: bytes)
        return bytes.count
    }

    /// The session's writev(2). The reply to INIT is completed on its way out; every other reply
    /// passes untouched. This is the place where an OPEN reply will get its backing file.
    static let writev: cfuse_writev_function = { descriptor, parts, count, userdata in
        guard let state = SessionState.of(userdata), let parts else { return -1 }
        if state.beginning.load(ordering: .relaxed) == .pending {
            return state.begin(descriptor, parts, count)
        }
        return Glibc.writev(descriptor, parts, count)
    }

    /// Sends the reply to INIT. ENOENT means that the kernel waits for none: an earlier worker has
    /// answered, so this one takes over and asks for what the earlier one left unanswered.
    private func begin(
        _ descriptor: Int32, _ parts: UnsafeMutablePointer<iovec>, _ count: Int32
    ) -> Int {
        let total = (0..<Int(count)).reduce(0) { $0 + parts[$1].iov_len }
        guard count >= 2 else {
            beginning.store(.failed, ordering: .relaxed)
            return Glibc.writev(descriptor, parts, count)
        }
        let body = UnsafeMutableRawBufferPointer(
            start: parts[1].iov_base, count: parts[1].iov_len)
        InitReply.complete(body, for: initialisation)
        let written = Glibc.writev(descriptor, parts, count)
        if written >= 0 {
            beginning.store(.begun, ordering: .relaxed)
            return written
        }
        let isAdopted = errno == ENOENT && resend(descriptor)
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
