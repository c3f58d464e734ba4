import FUSE
import FileIO
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// What the kernel reads by itself, on real mounts.
@Suite(
    "Passthrough (needs root, /dev/fuse and Linux 6.9)", .serialized,
    .enabled(if: TestMount.canPassThrough))
struct PassthroughTests {
    private static let bytes = (0..<MemoryFileSystem.longSize).map { MemoryFileSystem.byte(at: $0) }
    private static let plainBytes = bytes.map { $0 ^ 0xFF }

    /// Runs `body` with a mount, and the path of a plain file that says that it is one: its bytes are
    /// turned over. Ends it, whatever happened.
    private static func with(_ body: (TestMount, String) throws -> Void) throws {
        try withTemporaryDirectory { (path: String) throws in
            let plain = path + "/plain"
            let file = try Descriptor.openKernelFile(plain, flags: O_CREAT | O_WRONLY)
            fchmod(file.raw, 0o444)
            try file.write(plainBytes)
            let mount = try TestMount()
            let result = Result { try body(mount, plain) }
            try mount.end()
            try result.get()
        }
    }

    private static func open(_ mount: TestMount) throws -> FileReader {
        try FileReader(path: mount.path + "/long")
    }

    private static func isPlain(_ file: FileReader) throws -> Bool {
        let found = try file.readAll(limit: 1 << 24)
        if found == plainBytes { return true }
        guard found == bytes else { throw TestFailure("neither the one nor the other") }
        return false
    }

    @Test func readsAndMappingsNeverReachTheWorker() throws {
        try Self.with { (mount: TestMount, plain: String) throws in
            let fileSystem = MemoryFileSystem(plain: plain)
            try mount.serve(fileSystem)
            do {
                let file = try Self.open(mount)
                #expect(mount.passthrough.use == .on)
                #expect(mount.passthrough.files == 1)
                #expect(try Self.isPlain(file))
                let pages = mmap(nil, 1 << 20, PROT_READ, MAP_SHARED, file.number, 0)
                let first = pages?.load(as: UInt8.self)
                #expect(first == MemoryFileSystem.byte(at: 0) ^ 0xFF)
                munmap(pages, 1 << 20)
            }
            #expect(mount.waitForPassedThrough(0))
            let counts = fileSystem.counts.withLock { $0 }
            #expect(counts == (opens: 0, releases: 0, reads: 0))
            #expect(try mount.read("greeting") == MemoryFileSystem.greeting)
        }
    }

    /// The kernel refuses what would mix; no reader may see that.
    @Test func aNodeStaysAsItWasOpened() throws {
        try Self.with { (mount: TestMount, plain: String) throws in
            let fileSystem = MemoryFileSystem()
            try mount.serve(fileSystem)
            do {
                let first = try Self.open(mount)
                fileSystem.setPlain(plain)
                for file in [first, try Self.open(mount)] { #expect(try !Self.isPlain(file)) }
            }
            for _ in 0..<2000 where fileSystem.counts.withLock({ $0.releases < 2 }) { usleep(1000) }
            do {
                let first = try Self.open(mount)
                fileSystem.setPlain(nil)
                for file in [first, try Self.open(mount)] { #expect(try Self.isPlain(file)) }
                #expect(mount.passthrough.files == 1)
            }
            #expect(mount.waitForPassedThrough(0))
            #expect(try !Self.isPlain(Self.open(mount)))
        }
    }

    @Test func whatIsNoRegularFileIsReadByWayOfTheWorker() throws {
        try Self.with { (mount: TestMount, _) throws in
            try mount.serve(MemoryFileSystem(plain: "/dev/zero"))
            #expect(try !Self.isPlain(Self.open(mount)))
            #expect(mount.passthrough.use == .refused)
        }
    }

    @Test func withoutThePolicyReadsReachTheWorker() throws {
        try Self.with { (mount: TestMount, plain: String) throws in
            let fileSystem = MemoryFileSystem(plain: plain)
            try mount.serve(fileSystem, passthrough: .never)
            #expect(try !Self.isPlain(Self.open(mount)))
            #expect(mount.passthrough.use == .never)
            #expect(fileSystem.counts.withLock { $0.reads } > 0)
        }
    }

    /// Opens and closes on many threads, while the plain file comes and goes.
    @Test func manyOpensAtOnceAllSucceed() throws {
        try Self.with { (mount: TestMount, plain: String) throws in
            let fileSystem = MemoryFileSystem()
            try mount.serve(fileSystem)
            let failures = Mutex<[String]>([])
            let isDone = Atomic<Bool>(false)
            let readers = try (0..<6).map { _ in
                try BlockingThread {
                    var room = [UInt8](repeating: 0, count: 4096)
                    while !isDone.load(ordering: .relaxed) {
                        let number = Glibc.open(mount.path + "/long", O_RDONLY | O_CLOEXEC)
                        let got = number < 0 ? -1 : pread(number, &room, 4096, 1 << 20)
                        let code = errno
                        close(number)
                        let byte = MemoryFileSystem.byte(at: 1 << 20)
                        if got != 4096 || (room[0] != byte && room[0] != byte ^ 0xFF) {
                            failures.withLock { $0.append("\(got) \(code)") }
                        }
                    }
                }
            }
            for round in 0..<400 {
                fileSystem.setPlain(round % 2 == 0 ? plain : nil)
                usleep(2000)
            }
            isDone.store(true, ordering: .relaxed)
            for reader in readers { reader.join() }
            #expect(failures.withLock { $0 } == [])
        }
    }
}
