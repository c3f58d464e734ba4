import CFUSE
import FileIO
import Glibc
import SystemPackage

/// Mounting and unmounting through fusermount3, the set-user-ID program of libfuse, for those who
/// may not call mount(2). It is run directly and not through fuse_session_mount, because that needs
/// a session that must never be destroyed as long as the mount lives, and prints its errors instead
/// of returning them. The protocol is libfuse's (mount.c): the descriptor comes back over the socket
/// that _FUSE_COMMFD names.
enum UserMount {
    private static let places = [
        "/usr/bin/fusermount3", "/bin/fusermount3", "/usr/local/bin/fusermount3",
    ]

    private static var installed: String? { places.first { access($0, X_OK) == 0 } }

    static var isInstalled: Bool { installed != nil }

    static func mount(
        at path: String, for audience: MountAudience
    ) throws(MountError) -> Descriptor {
        var ends: [Int32] = [-1, -1]
        guard cfuse_socketpair(&ends) == 0 else {
            throw .call(FileError(call: "socketpair", path: "", errno: Errno(rawValue: errno)))
        }
        let ours = Descriptor(owning: ends[0])
        let theirs = Descriptor(owning: ends[1])
        let options =
            "ro,nosuid,nodev,fsname=store,subtype=store," + KernelMount.sharedOptions(audience)
        let answer = try run(["-o", options, "--", path], socket: theirs)
        // What it sent waits in the socket. Its end is closed everywhere now, so a descriptor that
        // was never sent is an end of file.
        let received = cfuse_receive_descriptor(ours.raw)
        guard received >= 0 else { throw .refused(answer.message) }
        return Descriptor(owning: received)
    }

    static func unmount(_ path: String, _ mode: UnmountMode) throws(MountError) {
        let flags =
            switch mode {
            case .whenIdle: ["-u"]
            case .lazily: ["-u", "-z"]
            }
        let answer = try run(flags + ["--", path], socket: nil)
        if answer.outcome == .exited(0) { return }
        throw answer.message.contains("busy") ? .busy(path) : .refused(answer.message)
    }

    /// Runs fusermount3 to its end; `socket` becomes its descriptor 3.
    private static func run(
        _ arguments: [String], socket: consuming Descriptor?
    ) throws(MountError) -> (outcome: ChildOutcome, message: String) {
        guard let program = installed else { throw .noHelper }
        var plan = ChildPlan(executable: program, arguments: ["fusermount3"] + arguments)
        do throws(FileError) {
            var errors = try Pipe()
            if let end = errors.writing?.raw { plan.descriptors[2] = end }
            if let end = socket?.raw {
                plan.descriptors[3] = end
                plan.environment = ChildPlan.inheritedEnvironment + ["_FUSE_COMMFD=3"]
            }
            let child = try ChildProcess.spawn(plan)
            errors.writing = nil
            let text = try errors.reading?.readToEnd(limit: 1 << 16) ?? []
            return (try child.wait(), firstLine(of: text))
        } catch {
            throw .call(error)
        }
    }

    /// Without the program's name in front.
    private static func firstLine(of text: [UInt8]) -> String {
        let line = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
        let prefix = "fusermount3: "
        return line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line
    }
}
