import Glibc

/// Who runs the process.
enum Login {
    /// `user@host`; a user without a name is a number.
    static var name: String {
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
        var buffer = [CChar](repeating: 0, count: 256)
        // A host name is at most 64 bytes (HOST_NAME_MAX), so a terminator is always there.
        let code = gethostname(&buffer, buffer.count)
        let host = String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "\(user ?? String(geteuid()))@\(code == 0 && !host.isEmpty ? host : "localhost")"
    }
}
