import Glibc

/// 3 GiB, or 256 MiB with STORE_TEST_SLICE=quick. The bytes are AES in counter mode over zeroes:
/// nothing compresses them and every machine makes the same.
enum BigFile {
    static let isQuick = getenv("STORE_TEST_SLICE").map { String(cString: $0) } == "quick"
    static let size = isQuick ? 256 << 20 : 3 << 30
    /// KiB, as the kernel counts in /proc.
    static let memoryLimit = 256 << 10

    static let hasRoom: Bool = {
        var status = statvfs()
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        guard statvfs(parent, &status) == 0 else { return false }
        return status.f_bavail * status.f_frsize >= (isQuick ? 1 : 10) << 30
    }()
}
