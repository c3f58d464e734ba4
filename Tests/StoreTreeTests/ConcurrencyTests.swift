import StoreModel
import StoreTree
import Synchronization
import Testing

/// Readers beside a writer.
@Suite struct ConcurrencyTests {
    /// The last version whose promote has returned.
    private final class Promoted: Sendable {
        let number = Mutex(1)
    }

    /// Who starts after a promote returned sees it, and a walk stays in one version.
    @Test func readersSeeEveryPromoteAndNoMixture() async throws {
        let store = FakeStore()
        let versions = 60
        for number in 1...versions {
            let file = FakeFile("\(number)")
            try store.push("v\(number)", ["d/a": file, "d/b": file])
        }
        try store.promote("v1")
        let mount = try Walker(store)
        let promoted = Promoted()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 2...versions {
                    try store.promote("v\(number)")
                    promoted.number.withLock { $0 = number }
                    await Task.yield()
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    var seen = 0
                    while seen < versions {
                        let floor = promoted.number.withLock { $0 }
                        seen = try ConcurrencyTests.number(in: mount)
                        #expect(seen >= floor)
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(mount.tree.health == .ok)
    }

    /// The number in the active version, read from two files below one directory node.
    private static func number(in mount: Walker) throws -> Int {
        let directory = try mount.node("active/d")
        var texts: [String] = []
        for name in ["a", "b"] {
            guard
                case .found(let entry) = try mount.tree.lookup(Array(name.utf8), in: directory)
            else { throw StoreError(.notFound, name) }
            texts.append(String(decoding: try mount.read(entry.node), as: UTF8.self))
        }
        #expect(texts[0] == texts[1])
        return try #require(Int(texts[0]))
    }

    /// A new worker is handed all requests that a dead one left at once, many for the same node.
    @Test func manyThreadsRecoverTheSameNodeAtOnce() async throws {
        let store = FakeStore()
        try store.push("v1", ["d/a": FakeFile("1")])
        try store.push("v2", ["d/a": FakeFile("2")])
        try store.promote("v2")
        let before = try Walker(store)
        let nodes = try ["versions/v1/d", "versions/v1/d/a", "active/d"].map(before.node)
        for _ in 0..<1000 {
            let mount = try Walker(store)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for reader in 0..<6 {
                    group.addTask { _ = try mount.tree.attributes(of: nodes[reader % 3]) }
                }
                try await group.waitForAll()
            }
        }
    }
}
