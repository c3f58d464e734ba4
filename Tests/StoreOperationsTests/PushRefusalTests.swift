import FileIO
import Glibc
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// What cannot be pushed is refused by name, and nothing is registered.
@Suite struct PushRefusalTests {
    static func expect(
        _ code: ErrorCode, naming name: String, _ spoil: (PushFixture) throws -> Void
    ) throws {
        try PushFixture.with { fixture in
            try fixture.write("good", "x")
            try spoil(fixture)
            let error = try fixture.refusal()
            #expect(error?.code == code)
            #expect(error?.message.contains(name) ?? false, "\(error?.message ?? "no error")")
            #expect(error?.fix != nil)
            #expect(try fixture.repository.models().isEmpty)
        }
    }

    @Test(arguments: ["serving", "qb/serving", "serving/qb"])
    func aModelCalledServing(_ name: String) throws {
        try PushFixture.with { fixture in
            try fixture.write("good", "x")
            var request = try fixture.request("v1")
            request.model = try ModelName(name)
            let error = fixture.refusal(request)
            #expect(error?.code == .usage && error?.message.contains("serving") == true)
            #expect(try fixture.repository.models().isEmpty)
        }
    }

    @Test func aFIFO() throws {
        try Self.expect(.badInput, naming: "pipe") { mkfifo($0.source + "/pipe", 0o600) }
    }

    @Test func aSocket() throws {
        try Self.expect(.badInput, naming: "sock") { fixture in
            let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let path = Array((fixture.source + "/sock").utf8)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix(100)) }
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            close(number)
        }
    }

    @Test func aDanglingLink() throws {
        try Self.expect(.badInput, naming: "link") { symlink("nowhere", $0.source + "/link") }
    }

    @Test func aLinkToItself() throws {
        try Self.expect(.badInput, naming: "me") { symlink("me", $0.source + "/me") }
    }

    @Test func aLoopOfDirectories() throws {
        try Self.expect(.badInput, naming: "sub/up") { fixture in
            try fixture.write("sub/x", "x")
            symlink("..", fixture.source + "/sub/up")
        }
    }

    @Test func aNameThatIsNotUTF8() throws {
        try Self.expect(.badInput, naming: "bad") { fixture in
            let path = Array((fixture.source + "/bad").utf8) + [0xFF, 0]
            let file = path.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { fopen($0.baseAddress, "w") }
            }
            if let file { fclose(file) }
        }
    }

    @Test func namesThatAreOneAfterCaseFolding() throws {
        try Self.expect(.badInput, naming: "Weights") { fixture in
            try fixture.write("Weights", "1")
            try fixture.write("weights", "2")
        }
    }

    @Test func aBackslash() throws {
        try Self.expect(.badInput, naming: "backslash") { try $0.write("a\\b", "x") }
    }

    @Test func anUnreadableFile() throws {
        // Root reads everything; BadInputCommandTests run this as another user.
        guard geteuid() != 0 else { return }
        try Self.expect(.permission, naming: "secret") {
            try $0.write("secret", [1], permissions: 0)
        }
    }

    @Test func aDirectoryWithoutFiles() throws {
        try PushFixture.with { fixture in
            let error = try fixture.refusal()
            #expect(error?.code == .usage)
        }
    }

    @Test func aPathThatIsNotThere() throws {
        try PushFixture.with { fixture in
            var request = try fixture.request("v1")
            request.paths = [fixture.source + "/absent"]
            #expect(fixture.refusal(request)?.code == .notFound)
        }
    }

    @Test func theStoreItself() throws {
        try withTemporaryDirectory { (path: String) throws in
            let repository = try Repository.create(at: path + "/model/store")
            var request = PushRequest(
                paths: [path + "/model"], model: ModelName.fallback, actor: "a@b")
            request.version = try VersionID("v1")
            let error = #expect(throws: StoreError.self) {
                _ = try Push(
                    repository: repository, request: request, progress: NoProgress()
                ).run()
            }
            #expect(error?.code == .badInput)
        }
    }

    @Test func aFileThatChangesWhileItIsRead() throws {
        try PushFixture.with { fixture in
            try fixture.write("weights", [UInt8](repeating: 1, count: 9 << 20))
            try fixture.write("z", "last")
            let meddler = Meddler(path: fixture.source + "/weights")
            let error = #expect(throws: StoreError.self) {
                _ = try Push(
                    repository: fixture.repository, request: fixture.request("v1"),
                    progress: meddler
                ).run()
            }
            #expect(error?.code == .changedWhileRead)
            #expect(error?.message.contains("weights") ?? false)
            #expect(try fixture.repository.models().isEmpty)
        }
    }

    @Test func aFileThatAppearsWhileTheTreeIsRead() throws {
        try PushFixture.with { fixture in
            try fixture.write("weights", [UInt8](repeating: 1, count: 9 << 20))
            let meddler = Meddler(path: fixture.source + "/new")
            #expect(throws: StoreError.self) {
                _ = try Push(
                    repository: fixture.repository, request: fixture.request("v1"),
                    progress: meddler
                ).run()
            }
            #expect(try fixture.repository.models().isEmpty)
        }
    }
}

/// Writes to a file as soon as the push has begun to store.
private final class Meddler: ProgressObserver {
    private let path: String

    init(path: String) { self.path = path }

    func advance(_ event: ProgressEvent) {
        guard event.phase == .store, let file = fopen(path, "a") else { return }
        fputs("more", file)
        fclose(file)
    }
}
