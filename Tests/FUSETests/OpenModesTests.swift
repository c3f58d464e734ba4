import FUSE
import FileIO
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// What is written down of open files, with a kernel that is made up, and workers that die at every
/// step.
@Suite("The modes of open files", .enabled(if: geteuid() == 0, "needs root"))
struct OpenModesTests {
    /// A moment at which a worker may die: what is written, and what the kernel has.
    struct Moment {
        let records: [UInt8]
        let kernel: OpenModesKernel.State
    }

    /// Everything that outlives a worker, and the worker.
    final class Mount {
        private(set) var kernel: OpenModesKernel
        private(set) var modes: OpenModes
        /// Of the request that is served.
        private let moments = Mutex<[Moment]>([])
        private let plain: FileReader

        init(_ moment: Moment, _ plain: FileReader) throws {
            self.plain = plain
            let records = try MemoryFile(name: "test", contents: moment.records)
            let shared = Shared(MemoryFile(owning: try records.descriptor.duplicate()))
            let box = Box()
            kernel = OpenModesKernel(moment.kernel, atCall: { box.note() })
            modes = OpenModes(.auto, records: records)
            box.look = { [unowned self] in
                // Without bytes the test fails.
                let bytes = (try? shared.file.contents(limit: 1 << 14)) ?? []
                moments.withLock {
                    $0.append(Moment(records: bytes, kernel: kernel.state.withLock { $0 }))
                }
            }
            try modes.begin(with: kernel, isOffered: true)
        }

        /// The moments since this was called last, the last of them now.
        func takeMoments() -> [Moment] {
            kernel.drop(0)
            return moments.withLock { moments in
                defer { moments = [] }
                return moments
            }
        }

        func open(_ node: UInt64, _ handle: UInt64, isPlain: Bool) throws -> OpenMode {
            try modes.open(node, handle: handle) { isPlain ? plain : nil }
        }
    }

    /// Set after the kernel that it is made for.
    final class Box: @unchecked Sendable {
        // Proof for @unchecked: one thread uses it.
        var look: () -> Void = {}
        func note() { look() }
    }

    final class Shared: Sendable {
        let file: MemoryFile
        init(_ file: consuming MemoryFile) { self.file = file }
    }

    private static func plainFile() throws -> FileReader { try FileReader(path: "/proc/self/exe") }

    private static let nothing = Moment(records: [], kernel: OpenModesKernel.State())

    @Test func theFirstOpenDecidesUntilTheLastRelease() throws {
        let mount = try Mount(Self.nothing, Self.plainFile())
        #expect(try mount.open(7, 1, isPlain: false) == .cached)
        #expect(try mount.open(7, 2, isPlain: true) == .cached)
        #expect(try mount.open(8, 3, isPlain: true) == .passthrough(2))
        #expect(try mount.open(8, 4, isPlain: false) == .passthrough(2))
        #expect(mount.modes.passedThrough == 1)
        for handle: UInt64 in 1...3 { mount.modes.release(handle) }
        #expect(try mount.open(7, 5, isPlain: true) == .passthrough(3))
        #expect(try mount.open(8, 6, isPlain: true) == .passthrough(2))
        for handle: UInt64 in 4...6 { mount.modes.release(handle) }
        #expect(mount.kernel.state.withLock { $0.ids } == [])
        #expect(mount.modes.passedThrough == 0)
    }

    @Test func aRequestThatIsServedTwiceCountsOnce() throws {
        let mount = try Mount(Self.nothing, Self.plainFile())
        let first = try mount.open(8, 1, isPlain: true)
        #expect(try mount.open(8, 1, isPlain: false) == first)
        #expect(mount.modes.release(1) == first)
        #expect(mount.modes.release(1) == nil)
        #expect(mount.kernel.state.withLock { $0.ids } == [])
    }

    @Test func linesAreUsedAgain() throws {
        let records = try MemoryFile(name: "test", contents: [])
        let shared = MemoryFile(owning: try records.descriptor.duplicate())
        let modes = OpenModes(.auto, records: records)
        try modes.begin(with: OpenModesKernel(), isOffered: true)
        for handle: UInt64 in 1...1000 {
            _ = try modes.open(handle % 3, handle: handle) { nil }
            if handle > 5 { modes.release(handle - 5) }
        }
        #expect(try shared.size() <= 6 * 32)
    }

    @Test func withoutThePolicyNothingIsRegistered() throws {
        let kernel = OpenModesKernel()
        let modes = OpenModes(.never, records: try MemoryFile(name: "test", contents: []))
        try modes.begin(with: kernel, isOffered: true)
        let plain = try Self.plainFile()
        #expect(try modes.open(7, handle: 1) { plain } == .cached)
        #expect(modes.use == .never)
        #expect(kernel.state.withLock { $0.nextID } == 1)
    }

    @Test func anOlderKernelIsNotAsked() throws {
        let kernel = OpenModesKernel()
        let modes = OpenModes(.auto, records: try MemoryFile(name: "test", contents: []))
        try modes.begin(with: kernel, isOffered: false)
        let plain = try Self.plainFile()
        #expect(try modes.open(7, handle: 1) { plain } == .cached)
        #expect(modes.use == .unsupported)
        #expect(kernel.state.withLock { $0.nextID } == 1)
    }

    /// Random opens and releases; at every step a worker dies at a moment of its choice, and the next
    /// one serves the same request again. No answer may be one that the kernel refuses, and when all
    /// files are closed no id is left.
    @Test(arguments: 1...40)
    func workersMayDieAtEveryMoment(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let plain = try Self.plainFile()
        var mount = try Mount(Self.nothing, plain)
        var handles: [UInt64] = []
        for step in 1...300 {
            let isOpening = handles.isEmpty || (step < 250 && random.below(2) == 0)
            let handle = isOpening ? UInt64(step) : handles.remove(at: random.below(handles.count))
            let node = UInt64(random.below(4))
            if !isOpening { mount.kernel.close(handle) }
            func serve(_ mount: Mount) throws -> OpenMode? {
                guard isOpening else { return mount.modes.release(handle) }
                return try mount.open(node, handle, isPlain: random.below(3) > 0)
            }
            var mode = try serve(mount)
            while random.below(3) > 0 {
                // At a moment of its beginning or of this request.
                let moments = mount.takeMoments()
                mount = try Mount(moments[random.below(moments.count)], plain)
                mode = try serve(mount)
            }
            _ = mount.takeMoments()
            if isOpening {
                let answer = try #require(mode)
                #expect(mount.kernel.accept(answer, of: node, as: handle), "step \(step)")
                handles.append(handle)
            }
        }
        for handle in handles {
            mount.kernel.close(handle)
            mount.modes.release(handle)
        }
        #expect(mount.kernel.state.withLock { $0.ids } == [])
        #expect(mount.modes.passedThrough == 0)
    }
}
