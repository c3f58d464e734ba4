import FUSE
import FileIO
import Glibc
import Synchronization
import SystemPackage
import Testing

@Suite(
    "Taking over a mount from a dead worker (needs root and /dev/fuse)",
    .enabled(if: TestMount.isPossible))
struct AdoptionTests {
    /// A worker that takes requests and never answers looks to the kernel like one that was killed
    /// with the request in hand, as long as the descriptor lives on in the supervisor.
    @Test func aRequestLeftUnansweredIsAnsweredByTheNextWorker() throws {
        let mount = try TestMount()
        let taken = Gate()
        let release = Gate()
        try mount.serve(
            MemoryFileSystem(beforeRead: {
                taken.open()
                release.wait()
            }), threads: 1)
        let answer = Mutex<[UInt8]?>(nil)
        let reader = try BlockingThread {
            let bytes = try? mount.read("greeting")  // nil fails the test below
            answer.withLock { $0 = bytes }
        }
        taken.wait()
        try mount.serve(MemoryFileSystem())
        reader.join()
        #expect(answer.withLock { $0 } == MemoryFileSystem.greeting)
        release.open()  // its late answer finds nobody waiting, and does no harm
        #expect(try mount.read("long").count == MemoryFileSystem.longSize)
        try mount.end()
    }

    @Test func aRequestThatMayBeFatalIsRefusedUnseen() throws {
        let mount = try TestMount()
        let taken = Gate()
        let release = Gate()
        try mount.serve(
            MemoryFileSystem(beforeLookup: {
                taken.open()
                release.wait()
            }), threads: 1)
        let code = Mutex<Int32?>(nil)
        let reader = try BlockingThread {
            let result = access(mount.path + "/greeting", R_OK)
            code.withLock { $0 = result == 0 ? 0 : errno }
        }
        taken.wait()
        let lookups = Atomic<Int>(0)
        try mount.serve(
            MemoryFileSystem(beforeLookup: { lookups.add(1, ordering: .relaxed) }),
            resent: .refused)
        reader.join()
        #expect(code.withLock { $0 } == EIO)
        #expect(lookups.load(ordering: .relaxed) == 0)
        #expect(try mount.read("greeting") == MemoryFileSystem.greeting)
        release.open()
        try mount.end()
    }

    @Test func eachFurtherWorkerBeginsWithoutAnotherInitialisation() throws {
        let mount = try TestMount()
        for _ in 0..<3 {
            let begun = Gate()
            try mount.serve(MemoryFileSystem(beginning: { begun.open() }))
            begun.wait()
            #expect(try mount.read("greeting") == MemoryFileSystem.greeting)
        }
        try mount.end()
    }

    @Test func aBusyMountStaysAndALazyOneGoes() throws {
        let mount = try TestMount()
        try mount.serve(MemoryFileSystem())
        do {
            let file = try FileReader(path: mount.path + "/greeting")
            #expect(throws: MountError.self) { try Unmount.unmount(mount.path, .whenIdle) }
            #expect(try mount.read("greeting") == MemoryFileSystem.greeting)
            #expect(throws: MountError.self) { try MountPoint(resolving: mount.path).clear() }
            withExtendedLifetime(file) {}
        }
        let table = try MountTable.read()
        #expect(table.topmost(at: mount.path) != nil)
        try mount.end()
    }
}

/// Something to wait for that happens once.
private final class Gate: Sendable {
    private let isOpen = Atomic<Bool>(false)

    func open() { isOpen.store(true, ordering: .releasing) }

    func wait() {
        while !isOpen.load(ordering: .acquiring) { usleep(500) }
    }
}
