import CFUSE
import Glibc
import SystemPackage

/// The functions that libfuse calls. Each hands the request to `serve` with a closure that has no
/// way to answer it but to return or to throw.
enum Operations {
    /// FLUSH is not in the table: libfuse answers ENOSYS and the kernel never sends it again.
    /// Writing calls are not either: the mount is read-only and the kernel says EROFS by itself.
    static func table() -> fuse_lowlevel_ops {
        var table = fuse_lowlevel_ops()
        addNodes(to: &table)
        addFiles(to: &table)
        addDirectories(to: &table)
        addAttributes(to: &table)
        return table
    }

    /// Runs `body` and sends its answer, or the error it throws.
    private static func serve(
        _ request: fuse_req_t?, _ body: (SessionState) throws(Errno) -> Answer
    ) {
        // libfuse never calls without a request; the userdata is the session's state, see Session.
        guard let request, let state = SessionState.of(fuse_req_userdata(request)) else { return }
        do throws(Errno) {
            try body(state).send(request, state)
        } catch {
            fuse_reply_err(request, error.rawValue)
        }
    }

    private static func addNodes(to table: inout fuse_lowlevel_ops) {
        table.`init` = { _, connection in
            if let connection { Session.configure(connection) }
        }
        table.lookup = { request, parent, name in
            Operations.serve(request) { state throws(Errno) in
                switch try state.fileSystem.lookup(Operations.bytes(of: name), in: parent) {
                case .entry(let entry): .entry(entry)
                case .absent(let validity): .absent(validity)
                }
            }
        }
        table.forget = { request, node, count in
            Operations.serve(request) { state throws(Errno) in
                state.fileSystem.forget(node, count: count)
                return .silence
            }
        }
        table.forget_multi = { request, count, forgets in
            Operations.serve(request) { state throws(Errno) in
                for forget in UnsafeBufferPointer(start: forgets, count: count) {
                    state.fileSystem.forget(forget.ino, count: forget.nlookup)
                }
                return .silence
            }
        }
        table.getattr = { request, node, _ in
            Operations.serve(request) { state throws(Errno) in
                .attributes(try state.fileSystem.attributes(of: node))
            }
        }
        table.readlink = { request, node in
            Operations.serve(request) { state throws(Errno) in
                .link(try state.fileSystem.readLink(node))
            }
        }
        table.statfs = { request, _ in
            Operations.serve(request) { state throws(Errno) in
                .statistics(try state.fileSystem.statistics())
            }
        }
    }

    private static func addFiles(to table: inout fuse_lowlevel_ops) {
        table.open = { request, node, information in
            let flags = information?.pointee.flags ?? O_RDONLY
            Operations.serve(request) { state throws(Errno) in
                guard flags & O_ACCMODE == O_RDONLY else { throw .readOnlyFileSystem }
                return try state.open(node)
            }
        }
        table.read = { request, node, size, offset, _ in
            Operations.serve(request) { state throws(Errno) in
                let buffer = state.buffers.take()
                let room = UnsafeMutableRawBufferPointer(
                    rebasing: buffer.bytes.prefix(size))
                do throws(Errno) {
                    let count = try state.fileSystem.read(
                        node, at: UInt64(bitPattern: Int64(offset)), into: room)
                    return .filled(buffer, count: count)
                } catch {
                    state.buffers.give(buffer)
                    throw error
                }
            }
        }
        table.release = { request, node, information in
            let handle = information?.pointee.fh ?? 0
            Operations.serve(request) { state throws(Errno) in
                state.release(node, handle: handle)
                return .done
            }
        }
    }

    private static func addDirectories(to table: inout fuse_lowlevel_ops) {
        table.opendir = { request, node, _ in
            Operations.serve(request) { state throws(Errno) in
                .openedDirectory(try state.fileSystem.openDirectory(node), node: node)
            }
        }
        table.readdir = { request, node, size, offset, information in
            let handle = information?.pointee.fh ?? 0
            Operations.serve(request) { state throws(Errno) in
                try Operations.list(state, .names, node, handle, offset, size)
            }
        }
        table.readdirplus = { request, node, size, offset, information in
            let handle = information?.pointee.fh ?? 0
            Operations.serve(request) { state throws(Errno) in
                try Operations.list(state, .entries, node, handle, offset, size)
            }
        }
        table.releasedir = { request, node, information in
            let handle = information?.pointee.fh ?? 0
            Operations.serve(request) { state throws(Errno) in
                state.fileSystem.releaseDirectory(node, handle: handle)
                return .done
            }
        }
    }

    private static func list(
        _ state: SessionState, _ style: DirectoryListing.Style, _ node: UInt64, _ handle: UInt64,
        _ offset: off_t, _ size: Int
    ) throws(Errno) -> Answer {
        let buffer = state.buffers.take()
        var listing = DirectoryListing(
            style, into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes.prefix(size)))
        do throws(Errno) {
            try state.fileSystem.list(
                node, handle: handle, from: UInt64(bitPattern: Int64(offset)), into: &listing)
        } catch {
            state.buffers.give(buffer)
            throw error
        }
        return .listed(buffer, count: listing.count, referenced: listing.referenced)
    }

    private static func addAttributes(to table: inout fuse_lowlevel_ops) {
        table.getxattr = { request, node, name, size in
            Operations.serve(request) { state throws(Errno) in
                let name = String(decoding: Operations.bytes(of: name), as: UTF8.self)
                guard let value = try state.fileSystem.extendedAttribute(name, of: node) else {
                    throw .noData
                }
                return try Operations.sized(value, size)
            }
        }
        table.listxattr = { request, node, size in
            Operations.serve(request) { state throws(Errno) in
                let names = try state.fileSystem.extendedAttributeNames(of: node)
                return try Operations.sized(names.flatMap { Array($0.utf8) + [0] }, size)
            }
        }
    }

    /// The protocol of getxattr(2) and listxattr(2): a buffer of size 0 asks for the size.
    private static func sized(_ value: [UInt8], _ size: Int) throws(Errno) -> Answer {
        if size == 0 { return .size(value.count) }
        guard value.count <= size else { throw .outOfRange }
        return .bytes(value)
    }

    private static func bytes(of name: UnsafePointer<CChar>?) -> [UInt8] {
        guard let name else { return [] }
        return Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }
}
