import Glibc

/// The request that the calling thread took from the device last: libfuse does not tell whom it calls
/// back for what the kernel calls a request.
enum CurrentRequest {
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// Whether the process has room for it.
    static var canBeKnown: Bool { key != nil }

    static func begin(_ header: RequestHeader) {
        guard let key else { return }
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: UInt(header.name)))
    }

    /// `RequestHeader.name` of it.
    static var name: UInt64 {
        guard let key else { return 0 }
        return UInt64(UInt(bitPattern: pthread_getspecific(key)))
    }
}
