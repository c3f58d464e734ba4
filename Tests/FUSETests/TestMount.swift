import FUSE
import FileIO
import Glibc
import Synchronization
import SystemPackage

/// A mount of its own, served by threads of this process, which never touch it; the tests do.
final class TestMount: Sendable {
    /// Whether this process can mount at all.
    static var isPossible: Bool { geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0 }

    /// Whether this kernel and this process can also do without a worker.
    static let canPassThrough: Bool = {
        guard isPossible, Privilege.administersSystem else { return false }
        do {
            let mount = try TestMount()
            try mount.serve(MemoryFileSystem())
            try mount.end()
            return mount.initialisation.canPassThrough
        } catch {
            return false
        }
    }()

    let path: String
    let initialisation: InitRequest
    private let device: Descriptor
    private let opens: MemoryFile
    private let served = Mutex<OpenModes?>(nil)
    private let sessions = Mutex<[BlockingThread]>([])

    init() throws {
        var template = Array("/tmp/store-fuse-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        // A template of this length has a base address.
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        device = try KernelMount.mount(at: path, for: .owner)
        initialisation = try KernelMount.readInitialisation(from: device)
        opens = try MemoryFile(name: "store-test-opens", contents: [])
    }

    /// Starts serving on other threads; returns when the session has begun.
    func serve(
        _ fileSystem: MemoryFileSystem, resent: ResentRequests = .served,
        patience: Patience = .standard, threads: Int = 4, passthrough: PassthroughPolicy = .auto
    ) throws {
        let modes = OpenModes(
            passthrough, records: MemoryFile(owning: try opens.descriptor.duplicate()))
        let session = Session(
            serving: fileSystem, initialisation: initialisation, opens: modes, resent: resent,
            patience: patience, threads: threads)
        served.withLock { $0 = modes }
        let thread = try BlockingThread { [self] in
            do throws(SessionError) {
                try session.run(on: device)
            } catch {
                fatalError("\(error)")
            }
        }
        sessions.withLock { $0.append(thread) }
    }

    /// Whether the newest session passes files through, and how many are open so.
    var passthrough: (use: PassthroughUse?, files: Int) {
        let modes = served.withLock { $0 }
        return (modes?.use, modes?.passedThrough ?? 0)
    }

    /// Waits until `count` files are passed through: the kernel closes a file some time after its
    /// reader does.
    func waitForPassedThrough(_ count: Int) -> Bool {
        for _ in 0..<2000 where passthrough.files != count { usleep(1000) }
        return passthrough.files == count
    }

    /// Unmounts, waits for all sessions and removes the directory.
    func end() throws {
        try Unmount.unmount(path, .lazily)
        for thread in sessions.withLock({ $0 }) { thread.join() }
        rmdir(path)
    }

    func read(_ name: String) throws -> [UInt8] {
        try FileReader(path: path + "/" + name).readAll(limit: 1 << 24)
    }

    func names(_ directory: String = ".") throws -> [String] {
        try Directory(path: path + "/" + directory).entries().compactMap(\.name)
    }
}
