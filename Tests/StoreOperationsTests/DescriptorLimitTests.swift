import FileIO
import Glibc
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// A store has more packs, and a tree more directories, than a process has descriptors.
@Suite struct DescriptorLimitTests {
    /// Runs `store` with at most 64 descriptors.
    static func limited(_ arguments: [String]) throws -> TestSupport.ChildOutcome {
        try ChildCommand(
            "bash", ["-c", "ulimit -n 64; exec \"$0\" \"$@\"", StoreBinary.path] + arguments
        ).run(timeout: .seconds(120))
    }

    @Test func aTreeOfManyDirectoriesIsPushed() throws {
        try withTemporaryDirectory { (path: String) throws in
            for number in 0..<200 {
                _ = try DurableDirectory.makePath(path + "/model/d\(number)")
                let file = try #require(fopen(path + "/model/d\(number)/f", "w"))
                fputs("\(number)", file)
                fclose(file)
            }
            let store = ["--store", path + "/store"]
            _ = try Self.limited(["init"] + store).checked()
            _ = try Self.limited(["push", path + "/model", "--version", "v1"] + store).checked()
        }
    }

    @Test func aStoreOfManyPacksIsVerifiedAndPromoted() throws {
        try withTemporaryDirectory { (path: String) throws in
            let repository = try Repository.create(at: path + "/store")
            _ = try DurableDirectory.makePath(path + "/model")
            for number in 0..<100 {
                let file = try #require(fopen(path + "/model/f\(number)", "w"))
                fputs("\(number)", file)
                fclose(file)
                var request = PushRequest(
                    paths: [path + "/model"], model: ModelName.fallback, actor: "a@b")
                request.version = try VersionID("v\(number)")
                _ = try Push(
                    repository: repository, request: request, progress: NoProgress()
                ).run()
            }
            let store = ["--store", path + "/store"]
            _ = try Self.limited(["verify", "--all"] + store).checked()
            _ = try Self.limited(["promote", "v99", "-m", "x"] + store).checked()
        }
    }
}
