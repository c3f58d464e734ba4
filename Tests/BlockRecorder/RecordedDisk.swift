import Glibc
import TestSupport

/// A file served over itself: the root of the FUSE mount is the file, so a loop device on its path
/// writes through here. One request at a time, so the log's order is the order of the answers.
///
/// A write that was on its way when a barrier came may precede it in the log. Then fewer states are
/// made than a disk might leave, and none that it could not.
struct RecordedDisk {
    private let image: Int32
    private let log: Int32
    private let device: Int32
    private let size: UInt64

    /// The most that one write may carry: 256 pages, which is the kernel's own limit.
    private static let maximumWrite = 1 << 20

    init(image path: String, log logPath: String) throws {
        image = try RecordedDisk.opened(path, O_RDWR)
        log = try RecordedDisk.opened(logPath, O_WRONLY | O_APPEND | O_CREAT)
        device = try RecordedDisk.opened("/dev/fuse", O_RDWR)
        var status = stat()
        guard fstat(image, &status) == 0 else { throw TestFailure.system("stat \(path)") }
        size = UInt64(status.st_size)
        // 0100600: the root is a regular file. The loop device's threads are another's: allow_other.
        let options = "fd=\(device),rootmode=100600,user_id=0,group_id=0,allow_other"
        let flags = UInt(MS_NOSUID) | UInt(MS_NODEV)
        guard mount("recorded", path, "fuse.recorded", flags, options) == 0 else {
            throw TestFailure.system("mount over \(path)")
        }
    }

    private static func opened(_ path: String, _ flags: Int32) throws -> Int32 {
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestFailure.system("open \(path)") }
        return descriptor
    }

    /// Answers requests until the mount is gone.
    func serve() throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: RecordedDisk.maximumWrite + 4096, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = read(device, buffer.baseAddress, buffer.count)
            if count > 0 {
                try answer(
                    FUSERequest(bytes: UnsafeRawBufferPointer(rebasing: buffer[..<count])))
            } else if errno == ENODEV {
                return
            } else if errno != EINTR, errno != EAGAIN, errno != ENOENT {
                throw TestFailure.system("read /dev/fuse")
            }
        }
    }

    private func answer(_ request: FUSERequest) throws {
        switch request.operation {
        case .forget, .forgetMany, .interrupt: break
        case .initialise: try reply(request, initialisation(request))
        case .attributes, .setAttributes: try reply(request, attributes)
        // fh, FOPEN_KEEP_CACHE, no backing file.
        case .open: try reply(request, words([0, 0, 2, 0]))
        case .read: try answerRead(request)
        case .write: try answerWrite(request)
        case .fsync:
            try BlockLogEntry.append(
                .barrier, at: 0, UnsafeRawBufferPointer(start: nil, count: 0), to: log)
            try reply(request, [])
        case .statistics: try reply(request, words(Array(repeating: 0, count: 20)))
        case .release, .destroy: try reply(request, [])
        // Holes, flushes of descriptors, attributes: the kernel does not ask twice.
        case nil: try reply(request, [], error: ENOSYS)
        }
    }

    private func answerRead(_ request: FUSERequest) throws {
        let (offset, count) = request.fileRange
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(image, buffer.baseAddress, count, off_t(offset)))
        }
        try reply(request, bytes)
    }

    private func answerWrite(_ request: FUSERequest) throws {
        let (offset, count) = request.fileRange
        try BlockLogEntry.append(.write, at: offset, request.content, to: log)
        guard pwrite(image, request.content.baseAddress, count, off_t(offset)) == count else {
            throw TestFailure.system("write to the image")
        }
        try reply(request, words([UInt32(count), 0]))
    }

    private func reply(_ request: FUSERequest, _ body: [UInt8], error: Int32 = 0) throws {
        let unique = request.unique
        let message =
            words([
                UInt32(16 + body.count), UInt32(bitPattern: -error),
                UInt32(truncatingIfNeeded: unique), UInt32(truncatingIfNeeded: unique >> 32),
            ]) + body
        // ENOENT: who asked was killed meanwhile.
        if write(device, message, message.count) != message.count, errno != ENOENT {
            throw TestFailure.system("write /dev/fuse")
        }
    }

    /// fuse_init_out: version 7.31, big writes (1 << 5) of up to 256 pages (1 << 22).
    private func initialisation(_ request: FUSERequest) -> [UInt8] {
        let readAhead = request.word(at: FUSERequest.headerSize + 8)
        return words([
            7, 31, readAhead, 1 << 5 | 1 << 22, 12 | 9 << 16,
            UInt32(RecordedDisk.maximumWrite), 1, 256, 0, 0, 0, 0, 0, 0, 0, 0,
        ])
    }

    /// fuse_attr_out: valid for an hour; inode, size, blocks; no times; mode, links, owner, block.
    private var attributes: [UInt8] {
        let (low, high) = (UInt32(truncatingIfNeeded: size), UInt32(size >> 32))
        let blocks = UInt32(size / 512)
        return words([
            3600, 0, 0, 0,
            1, 0, low, high, blocks, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0o100600, 1, 0, 0, 0, 4096, 0,
        ])
    }

    private func words(_ words: [UInt32]) -> [UInt8] {
        words.withUnsafeBytes { Array($0) }
    }
}
