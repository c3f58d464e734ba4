import FileIO
import Glibc
import StoreModel
import StoreOperations
import StoreRepository
import Synchronization
import TestSupport
import Testing

/// Promote and rollback while readers walk the live view.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct FlipTests {
    /// Walks `active` until told to stop, and keeps what went wrong.
    final class Walker: Sendable {
        private let root: String
        private let isDone = Atomic<Bool>(false)
        private let state = Mutex<(walks: Int, problems: [String])>((0, []))

        init(_ root: String) { self.root = root }

        func stop() { isDone.store(true, ordering: .relaxed) }
        var walks: Int { state.withLock { $0.walks } }
        var problems: [String] { state.withLock { $0.problems } }

        func run() {
            while !isDone.load(ordering: .relaxed) {
                do {
                    try walk()
                    state.withLock { $0.walks += 1 }
                } catch {
                    state.withLock { $0.problems.append("\(error)") }
                }
            }
        }

        /// One path walk of the live view is of one version, and what is held keeps it.
        private func walk() throws {
            let directory = try Directory(path: root + "/active/deep")
            let whole = try MountPlayground.text(root + "/active/deep/er/still/id")
            guard whole == "v1" || whole == "v2" else { throw TestFailure("read \(whole)") }
            let upper = try String(
                decoding: directory.openEntry(Array("id".utf8)).readAll(limit: 9), as: UTF8.self)
            let lower = try String(
                decoding: directory.openEntry(Array("er/still/id".utf8)).readAll(limit: 9),
                as: UTF8.self)
            guard upper == lower else { throw TestFailure("mixed \(upper) and \(lower)") }
        }
    }

    static func flip(_ repository: Repository, _ count: Int, _ check: (String) throws -> Void)
        throws
    {
        let model = ModelName.fallback
        for number in 0..<count {
            let id = number % 2 == 0 ? "v2" : "v1"
            _ = try repository.commit(to: model, actor: "test@host") {
                (state: ModelState?) throws(StoreError) -> TransitionDraft? in
                guard let state, let target = state.version(try VersionID(id)) else { return nil }
                let old = state.active.flatMap { state.version($0.version) }
                return TransitionDraft(
                    action: number % 2 == 0 ? .promote : .rollback, reason: "flip",
                    moves: [.active: target, .previous: old])
            }
            try check(id)
        }
    }

    @Test func readersNeverSeeAMixedVersion() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v1")
            try playground.startMount()
            let walkers = (0..<8).map { _ in Walker(playground.mount) }
            let threads = try walkers.map { walker in try BlockingThread { walker.run() } }
            let repository = try Repository.open(at: playground.store)
            var late = 0
            let result = Result {
                try Self.flip(repository, 2000) { id in
                    if try playground.read("active/deep/er/id") != id { late += 1 }
                }
            }
            for walker in walkers { walker.stop() }
            for thread in threads { thread.join() }
            try result.get()
            #expect(late == 0, "the very next open sees the new version")
            #expect(walkers.flatMap(\.problems) == [])
            print("flips: 2000, path walks: \(walkers.reduce(0) { $0 + $1.walks })")
        }
    }

    @Test func promoteIsVisibleAtTheNextOpen() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.startMount()
            for id in ["v1", "v2", "v1"] {
                try playground.promote(id)
                #expect(try playground.read("active/id") == id)
            }
            try playground.run(["rollback", "-m", "back"])
            #expect(try playground.read("active/id") == "v2")
        }
    }

    /// As a server does it that loads the highest number.
    @Test func theServedNumberFollows() throws {
        try MountPlayground.with { playground in
            for name in ["v1", "v2"] { try playground.push(name) }
            try playground.startMount()
            let highest = "cat \"$M/serving/$(ls \"$M/serving\" | sort -n | tail -n 1)/id\""
            for id in ["v1", "v2"] {
                try playground.promote(id)
                #expect(try playground.shell(highest) == id)
            }
            try playground.run(["rollback", "-m", "back"])
            #expect(try playground.shell(highest) == "v1")
            try playground.shell("test ! -e \"$M/serving/2\"")
        }
    }

    @Test func openFileAndMappingKeepTheirVersion() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v1")
            try playground.startMount()
            let held = try FileReader(path: playground.mount + "/active/deep/id")
            let number = open(playground.mount + "/active/id", O_RDONLY)
            let map = mmap(nil, 2, PROT_READ, MAP_SHARED, number, 0)
            defer { munmap(map, 2) }
            close(number)
            try playground.promote("v2")
            #expect(try playground.read("active/id") == "v2")
            #expect(try held.readAll(limit: 9) == Array("v1".utf8))
            #expect(
                map.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: 2)) } == Array("v1".utf8)
            )
        }
    }

    @Test func bindMountOfActiveFollows() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v1")
            try playground.startMount()
            try playground.shell("mkdir \"$R/bound\" && mount --bind \"$M/active\" \"$R/bound\"")
            defer { _ = try? playground.shell("umount \"$R/bound\"") }  // the test's own bind mount
            let bound = playground.root + "/bound/deep/id"
            #expect(try MountPlayground.text(bound) == "v1")
            try playground.promote("v2")
            #expect(try MountPlayground.text(bound) == "v2")
        }
    }

    @Test func realpathOfARefPins() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v1")
            try playground.startMount()
            let pinned = try playground.shell("realpath \"$M/refs/active\"").dropLast()
            try playground.promote("v2")
            #expect(try MountPlayground.text(pinned + "/id") == "v1")
            #expect(try playground.read("refs/active/id") == "v2")
        }
    }

    @Test func rollbackLooksNewer() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v1")
            try playground.startMount()
            var last = 0.0
            for step in ["promote v2", "rollback"] {
                try playground.run(step.split(separator: " ").map(String.init) + ["-m", "x"])
                let time = try Double(playground.shell("stat -c %.Y \"$M/active\"").dropLast())
                #expect((time ?? 0) > last)
                last = time ?? 0
            }
        }
    }
}
