import CLinux
import Glibc
import Sabotage
import SystemPackage

/// The one way in which a file of the store comes into being: a nameless temporary is written, its
/// length checked, fsynced, made read-only, linked to its name without replacing anything, and the
/// directory fsynced. When `publish` has returned, both bytes and name survive a power cut; before,
/// the name does not exist.
///
/// Where the file system has no O_TMPFILE, the temporary has a name beginning with `.tmp-`.
///
/// A failed fsync is final: the kernel has dropped the pages and the next call would lie
/// (reliability.md §1). The file is abandoned and the error thrown.
package final class DurableFile {
    /// Bytes written so far.
    package private(set) var length: UInt64 = 0
    private let home: Directory
    private let permissions: mode_t
    /// The temporary's name, where it needs one.
    private let temporaryName: String?
    private var descriptor: Descriptor?
    /// Up to here the kernel has been told to write to disk.
    private var handedOver: UInt64 = 0
    /// Bytes between two such requests: often enough that the disk works beside the processors, and
    /// little is left for the fsync at the end.
    private static let stride: UInt64 = 8 << 20

    /// A new temporary on the file system of `home`, where fallback names are made. `permissions` are
    /// those of the published file: the owner's alone, unless others are to read it.
    package init(in home: Directory, permissions: UInt32 = 0o400) throws(FileError) {
        self.home = home
        self.permissions = permissions
        do throws(FileError) {
            let number = try Seam.call(.open, home.path + "/(temporary)") {
                Int(
                    linux_openat(
                        home.descriptor.raw, ".", O_RDWR | linux_O_TMPFILE | O_CLOEXEC, 0o600))
            }
            descriptor = Descriptor(owning: Int32(number))
            temporaryName = nil
        } catch {
            guard [.notSupportedOnSocket, .isDirectory, .invalidArgument].contains(error.errno)
            else { throw error }
            var name = ""
            descriptor = try DurableFile.named(in: home, &name)
            temporaryName = name
        }
    }

    /// A temporary with a name, locked: gc deletes those that nobody holds. One that it took for dead
    /// before it was locked is let go.
    private static func named(
        in home: Directory, _ name: inout String
    ) throws(FileError) -> Descriptor {
        while true {
            name = ".tmp-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
            let number = try Seam.call(.open, home.path + "/" + name) {
                Int(
                    linux_openat(
                        home.descriptor.raw, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
            }
            let descriptor = Descriptor(owning: Int32(number))
            let path = home.path + "/" + name
            guard try FileLockMode.exclusive.tryTake(descriptor.raw, path: path),
                try descriptor.status(path: path).links > 0
            else { continue }
            return descriptor
        }
    }

    deinit { abandon() }

    /// Adds bytes at the end. Short writes go on.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        guard descriptor != nil else { throw closed }
        try descriptor?.append(bytes)
        length += UInt64(bytes.count)
        if length - handedOver >= DurableFile.stride { try handOver() }
    }

    /// Has the kernel begin to write what it holds, without waiting for it. Nothing is durable before
    /// the fsync, which also tells of what went wrong here.
    private func handOver() throws(FileError) {
        let number = try open()
        let (start, count) = (handedOver, length - handedOver)
        _ = try Seam.call(.writeBack, "fd \(number)") {
            Int(linux_begin_writing(number, start, count))
        }
        handedOver = length
    }

    /// Sets the time of last modification, in milliseconds since the epoch; later writes change it.
    package func backdate(to milliseconds: Int64) throws(FileError) {
        let number = try open()
        let time = timespec(
            tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        let times = [time, time]
        _ = try Seam.call(.touch, "fd \(number)") { Int(futimens(number, times)) }
    }

    /// Takes an exclusive `flock(2)` that lives as long as this object.
    package func lock() throws(FileError) {
        let number = try open()
        _ = try FileLockMode.exclusive.tryTake(number, path: "fd \(number)")
    }

    /// Links the file as `name` in `directory` unless the name is taken, and makes it durable; also
    /// when another was first, because that other may not have synced yet.
    package func publish(
        in directory: Directory, as name: String
    ) throws(FileError) -> DurableOutcome {
        if Sabotage.replacesNames {
            try publish(in: directory, replacing: name)
            return .created
        }
        let number = try seal()
        do throws(FileError) {
            try link(in: directory, as: name, number)
        } catch {
            guard error.errno == .fileExists else { throw error }
            let outcome = try compare(with: directory, name)
            // What is not the same may yet be published in its place.
            if outcome == .identical { abandonName() }
            return outcome
        }
        if !Sabotage.skipsDirectorySync { try directory.sync() }
        abandonName()
        return .created
    }

    /// Links the file as `name` without waiting for the disk: for what means nothing once this process
    /// has ended. After a power cut the name may be gone, or stand for other bytes.
    package func publishForNow(in directory: Directory, as name: String) throws(FileError) {
        try link(in: directory, as: name, try seal(isDurable: false))
        abandonName()
    }

    /// Puts the file in the place of a damaged one, atomically. For repair alone: everything else is
    /// created once and never changed.
    package func publish(in directory: Directory, replacing name: String) throws(FileError) {
        let number = try seal()
        // Until it has its name, it is not litter.
        try lock()
        let fresh = ".tmp-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try link(in: directory, as: fresh, number)
        do throws(FileError) {
            _ = try Seam.call(.rename, "\(directory.path)/\(fresh) -> \(directory.path)/\(name)") {
                let raw = directory.descriptor.raw
                return Int(renameat(raw, fresh, raw, name))
            }
        } catch {
            DurableFile.remove(fresh, in: directory)
            throw error
        }
        try directory.sync()
        abandonName()
    }

    private func link(
        in directory: Directory, as name: String, _ number: Int32
    ) throws(FileError) {
        _ = try Seam.call(.link, "fd \(number) -> \(directory.path)/\(name)") {
            Int(
                linkat(
                    AT_FDCWD, "/proc/self/fd/\(number)", directory.descriptor.raw, name,
                    Int32(linux_AT_SYMLINK_FOLLOW)))
        }
    }

    /// Lets go of the temporary; nothing of it remains. Does nothing after publishing.
    package func abandon() {
        abandonName()
        descriptor = nil
    }

    private func open() throws(FileError) -> Int32 {
        guard let number = descriptor?.raw else { throw closed }
        return number
    }

    private var closed: FileError {
        FileError(call: "write", path: home.path, errno: .badFileDescriptor)
    }

    /// Checks the length, makes the file read-only and, if asked, durable. On failure the file is let go.
    private func seal(isDurable: Bool = true) throws(FileError) -> Int32 {
        let number = try open()
        var buffer = stat()
        do throws(FileError) {
            _ = try Seam.call(.stat, "fd \(number)") { Int(fstat(number, &buffer)) }
            guard UInt64(buffer.st_size) == length else {
                throw FileError(call: "write", path: home.path, errno: .ioError)
            }
            let mode = Sabotage.leavesWritable ? permissions | 0o200 : permissions
            _ = try Seam.call(.chmod, "fd \(number)") { Int(fchmod(number, mode)) }
            if !isDurable || Sabotage.skipsFileSync { return number }
            _ = try Seam.call(.fsync, "fd \(number)") { Int(fsync(number)) }
        } catch {
            abandon()
            throw error
        }
        return number
    }

    private func compare(
        with directory: Directory, _ name: String
    ) throws(FileError) -> DurableOutcome {
        let number = try open()
        let existing = try directory.openFile(name)
        var isSame = try existing.status().size == length
        if isSame { isSame = try haveSameBytes(existing, number) }
        if !Sabotage.trustsExistingNames {
            try existing.sync()
            try directory.sync()
        }
        return isSame ? .identical : .taken
    }

    private func haveSameBytes(_ existing: FileReader, _ number: Int32) throws(FileError) -> Bool {
        var theirs = [UInt8](repeating: 0, count: Int(min(length, 1 << 20)))
        var ours = theirs
        var offset: UInt64 = 0
        while offset < length {
            let count = Int(min(UInt64(theirs.count), length - offset))
            let got = theirs.withUnsafeMutableBytes { buffer in
                Result { () throws(FileError) -> Int in
                    try existing.read(at: offset, into: .init(rebasing: buffer.prefix(count)))
                }
            }
            let mine = try Seam.call(.read, "fd \(number)") {
                pread(number, &ours, count, off_t(offset))
            }
            guard try got.get() == count, mine == count, theirs.prefix(count) == ours.prefix(count)
            else { return false }
            offset += UInt64(count)
        }
        return true
    }

    private func abandonName() {
        guard let temporaryName, descriptor != nil else { return }
        DurableFile.remove(temporaryName, in: home)
    }

    private static func remove(_ temporary: String, in directory: Directory) {
        // Litter behind a dot is harmless, and the error that led here is the one to tell.
        _ = try? Seam.call(.unlink, directory.path + "/" + temporary) {
            Int(unlinkat(directory.descriptor.raw, temporary, 0))
        }
    }
}

/// What became of a `DurableFile`.
package enum DurableOutcome: Sendable {
    /// The name is new and ours.
    case created
    /// The name was there, with the same bytes.
    case identical
    /// The name was there, with other bytes.
    case taken
}
