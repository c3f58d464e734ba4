import CFUSE

/// The answer to one request: what the operations table's functions return, and nothing else is
/// ever sent.
enum Answer {
    case done
    /// A reply to FORGET: none.
    case silence
    case entry(NodeEntry)
    case absent(Validity)
    case attributes(AttributesReply)
    case openedFile(OpenMode, handle: UInt64, node: UInt64)
    case openedDirectory(OpenReply, node: UInt64)
    case link([UInt8])
    case bytes([UInt8])
    /// The first `count` bytes of a buffer that goes back to the pool.
    case filled(ReplyBuffer, count: Int)
    /// A listing in such a buffer, and the nodes it refers to.
    case listed(ReplyBuffer, count: Int, referenced: [UInt64])
    /// The size that an attribute's buffer must have.
    case size(Int)
    case statistics(FileSystemStatistics)

    /// Sends the answer. Where the kernel does not take it, because the asking process was killed,
    /// what it would have held is given back at once.
    func send(_ request: fuse_req_t, _ state: SessionState) {
        switch self {
        case .done: fuse_reply_err(request, 0)
        case .silence: fuse_reply_none(request)
        case .entry(let entry): sendEntry(entry, request, state)
        case .absent(let validity): sendAbsent(validity, request)
        case .attributes(let reply):
            withUnsafePointer(to: reply.attributes.status) {
                _ = fuse_reply_attr(request, $0, reply.validity.seconds)
            }
        case .openedFile(let mode, let handle, let node):
            if sendFile(mode, handle, request) != 0 { state.release(node, handle: handle) }
        case .openedDirectory(let reply, let node): sendDirectory(reply, node, request, state)
        case .link(let target):
            fuse_reply_readlink(request, target.map { CChar(bitPattern: $0) } + [0])
        case .bytes(let bytes):
            bytes.withUnsafeBytes { _ = fuse_reply_buf(request, $0.baseAddress, $0.count) }
        case .filled(let buffer, let count):
            fuse_reply_buf(request, buffer.bytes.baseAddress, count)
            state.buffers.give(buffer)
        case .listed(let buffer, let count, let nodes):
            if fuse_reply_buf(request, buffer.bytes.baseAddress, count) != 0 {
                for node in nodes { state.fileSystem.forget(node, count: 1) }
            }
            state.buffers.give(buffer)
        case .size(let size): fuse_reply_xattr(request, size)
        case .statistics(let statistics):
            withUnsafePointer(to: statistics.status) { _ = fuse_reply_statfs(request, $0) }
        }
    }

    private func sendEntry(_ entry: NodeEntry, _ request: fuse_req_t, _ state: SessionState) {
        let code = withUnsafePointer(to: entry.parameter) { fuse_reply_entry(request, $0) }
        if code != 0 { state.fileSystem.forget(entry.node, count: 1) }
    }

    /// An entry with node 0 is "no such name" that the kernel may remember.
    private func sendAbsent(_ validity: Validity, _ request: fuse_req_t) {
        switch validity {
        case .never: fuse_reply_err(request, ENOENT)
        case .forever:
            var parameter = fuse_entry_param()
            parameter.entry_timeout = validity.seconds
            fuse_reply_entry(request, &parameter)
        }
    }

    /// fuse_open_out (linux/fuse.h): handle, flags, backing id, which libfuse does not know. Cached
    /// pages are always kept: a node's bytes are part of what it is.
    private func sendFile(_ mode: OpenMode, _ handle: UInt64, _ request: fuse_req_t) -> Int32 {
        let (flags, id): (UInt32, Int32) =
            switch mode {
            // FOPEN_KEEP_CACHE or FOPEN_PASSTHROUGH, and FOPEN_NOFLUSH: nothing is ever written.
            case .cached: (1 << 1 | 1 << 5, 0)
            case .passthrough(let id): (1 << 7 | 1 << 5, id)
            }
        let words = [
            UInt32(truncatingIfNeeded: handle), UInt32(truncatingIfNeeded: handle >> 32), flags,
            UInt32(bitPattern: id),
        ]
        return words.withUnsafeBytes { fuse_reply_buf(request, $0.baseAddress, $0.count) }
    }

    private func sendDirectory(
        _ reply: OpenReply, _ node: UInt64, _ request: fuse_req_t, _ state: SessionState
    ) {
        var information = fuse_file_info()
        information.fh = reply.handle
        if reply.content == .constant {
            // Both: without the first the kernel drops the cached entries at every opendir.
            cfuse_keep_cache(&information)
            cfuse_cache_directory(&information)
        }
        if fuse_reply_open(request, &information) != 0 {
            state.fileSystem.releaseDirectory(node, handle: reply.handle)
        }
    }
}
