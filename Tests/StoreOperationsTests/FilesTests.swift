import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// `cat`, `get` and `status` on a store in a directory.
@Suite struct FilesTests {
    private func withStore(_ body: (Repository, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let source = directory + "/source"
            for path in ["", "/deep", "/deep/er", "/empty"] { mkdir(source + path, 0o755) }
            try write("weights", to: source + "/deep/er/w.bin", mode: 0o644)
            try write("#!/bin/sh\n", to: source + "/run.sh", mode: 0o755)
            try write("", to: source + "/nothing", mode: 0o600)
            let repository = try Repository.create(at: directory + "/store")
            var request = PushRequest(
                paths: [source], model: try ModelName("qb"), actor: "test@host")
            request.version = try VersionID("v1")
            _ = try Push(repository: repository, request: request, progress: NoProgress()).run()
            try body(repository, directory)
        }
    }

    private func write(_ text: String, to path: String, mode: mode_t) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        chmod(path, mode)
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    @Test func catGivesTheBytes() throws {
        try withStore { repository, _ in
            var bytes: [UInt8] = []
            try Cat(repository).run(
                Reference("v1"), path: "deep/er/w.bin", selection: ModelSelection(nil)
            ) { bytes += Array($0) }
            #expect(bytes == Array("weights".utf8))
            let cat = Cat(repository)
            for (path, code) in [
                ("nope", ErrorCode.notFound), ("deep", .usage), ("deep/", .usage),
                ("../x", .notFound),
            ] {
                #expect(
                    failureCode {
                        try cat.run(Reference("v1"), path: path, selection: ModelSelection(nil)) {
                            _ in
                        }
                    } == code, "\(path)")
            }
        }
    }

    @Test(arguments: [Get.Means.copying, .linking])
    func getMakesTheTree(_ means: Get.Means) throws {
        try withStore { repository, directory in
            var get = Get(repository)
            get.means = means
            let path = directory + "/out"
            let result = try get.run(Reference("v1"), selection: ModelSelection(nil), into: path)
            #expect(
                result.filesLinked == (means == .linking ? 1 : 0), "neither empty nor executable")
            let outcome = try ChildCommand("diff", ["-r", directory + "/source", path]).run()
            #expect(outcome.exitCode == 0)
            #expect(mode(path + "/run.sh") == 0o755)
            #expect(mode(path + "/nothing") == 0o644)
            #expect(mode(path + "/deep/er/w.bin") == (means == .linking ? 0o444 : 0o644))
            #expect(mode(path + "/empty") != nil)
            let again = failureCode {
                try get.run(Reference("v1"), selection: ModelSelection(nil), into: path)
            }
            #expect(again == .exists)
            let empty = directory + "/empty"
            mkdir(empty, 0o755)
            _ = try get.run(Reference("v1"), selection: ModelSelection(nil), into: empty)
            #expect(mode(empty + "/run.sh") == 0o755)
        }
    }

    /// An immutable file gets no further name, by EPERM, as somebody else's does not.
    @Test(.enabled(if: geteuid() == 0, "needs root, to make a file immutable"))
    func whatCannotBeLinkedIsCopied() throws {
        try withStore { repository, directory in
            var get = Get(repository)
            get.means = .linking
            let selection = ModelSelection(nil)
            _ = try get.run(Reference("v1"), selection: selection, into: directory + "/first")
            let plain = directory + "/first/deep/er/w.bin"
            // Not every file system has the flag; then there is nothing to see here.
            guard try ChildCommand("chattr", ["+i", plain]).run().exitCode == 0 else { return }
            defer { _ = try? ChildCommand("chattr", ["-i", plain]).run() }  // or it stays for ever
            let result = try get.run(
                Reference("v1"), selection: selection, into: directory + "/second")
            #expect(result.filesLinked == 0)
            let outcome = try ChildCommand(
                "diff", ["-r", directory + "/source", directory + "/second"]
            ).run()
            #expect(outcome.exitCode == 0)
        }
    }

    @Test func noCopyIsMadeForAnotherFileSystem() throws {
        try withStore { repository, directory in
            let elsewhere = "/dev/shm/store-get-\(getpid())"
            defer { _ = try? ChildCommand("rm", ["-rf", elsewhere]).run() }  // a test's litter
            var status = stat()
            var other = stat()
            // Where both are one file system, there is nothing to see.
            guard stat("/dev/shm", &other) == 0, stat(directory, &status) == 0,
                status.st_dev != other.st_dev
            else { return }
            var get = Get(repository)
            get.means = .linking
            let result = try get.run(
                Reference("v1"), selection: ModelSelection(nil), into: elsewhere)
            #expect(result.filesLinked == 0)
            #expect(access(directory + "/store/cache/blobs", F_OK) != 0)
        }
    }

    @Test func whoIsToldToStopLeavesNothing() throws {
        try withStore { repository, directory in
            for means in [Get.Means.copying, .linking] {
                var get = Get(repository)
                get.means = means
                get.shouldStop = { access(directory + "/store", F_OK) == 0 }
                let error = failure {
                    try get.run(
                        Reference("v1"), selection: ModelSelection(nil), into: directory + "/out")
                }
                #expect(error?.message.contains("stopped") == true)
                let left = try ChildCommand("ls", ["-A", directory]).run().checked()
                #expect(left == "source\nstore\n")
            }
        }
    }

    @Test func aLinkedCopyThatWasTamperedWithIsMadeAnew() throws {
        try withStore { repository, directory in
            var get = Get(repository)
            get.means = .linking
            let selection = ModelSelection(nil)
            _ = try get.run(Reference("v1"), selection: selection, into: directory + "/first")
            let linked = directory + "/first/deep/er/w.bin"
            chmod(linked, 0o644)
            try write("poison!", to: linked, mode: 0o444)
            _ = try get.run(Reference("v1"), selection: selection, into: directory + "/second")
            let outcome = try ChildCommand(
                "diff", ["-r", directory + "/source", directory + "/second"]
            ).run()
            #expect(outcome.exitCode == 0)
        }
    }

    @Test func statusCounts() throws {
        try withStore { repository, _ in
            _ = try Promote(
                Reference("v1"), selection: ModelSelection(nil), reason: "r", actor: "a"
            ).run(in: repository)
            let status = try Status(repository, storage: repository.storage).run(mounts: [])
            #expect(status.health == .ok)
            #expect(status.bytesLogical == 17)
            #expect(status.bytesStored > 17)
            #expect(status.models.map(\.version.entry.id.text) == ["v1"])
        }
    }

    @Test func doctorFindsNothingWrongWithAFreshStore() throws {
        try withStore { repository, _ in
            let findings = DoctorStore(repository).run()
            #expect(findings.allSatisfy { $0.level != .error })
            #expect(findings.contains { $0.check == "free space" })
        }
    }
}
