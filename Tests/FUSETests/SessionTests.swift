import FUSE
import FileIO
import Glibc
import Synchronization
import SystemPackage
import Testing

@Suite("Sessions on real mounts (need root and /dev/fuse)", .enabled(if: TestMount.isPossible))
struct SessionTests {
    /// Runs `body` on a served mount, unmounts, and checks that nothing is still referred to.
    private func withMount(_ body: (TestMount) throws -> Void) throws {
        let fileSystem = MemoryFileSystem()
        let mount = try TestMount()
        try mount.serve(fileSystem)
        let result = Result { try body(mount) }
        try mount.end()
        try result.get()
        #expect(!fileSystem.held.values.contains { $0 < 0 })
    }

    @Test func readsFiles() throws {
        try withMount { mount throws in
            #expect(try mount.read("greeting") == MemoryFileSystem.greeting)
            let long = try mount.read("long")
            #expect(long.count == MemoryFileSystem.longSize)
            #expect(long.indices.allSatisfy { long[$0] == MemoryFileSystem.byte(at: $0) })
        }
    }

    @Test func listsDirectories() throws {
        try withMount { mount throws in
            #expect(try mount.names().sorted() == ["crowd", "greeting", "link", "long"])
            for _ in 0..<2 {
                let names = try mount.names("crowd").compactMap { Int($0) }.sorted()
                #expect(names == Array(0..<MemoryFileSystem.crowd))
            }
        }
    }

    @Test func followsLinksAndShowsAttributes() throws {
        try withMount { mount throws in
            #expect(try mount.read("link") == MemoryFileSystem.greeting)
            var status = stat()
            #expect(lstat(mount.path + "/greeting", &status) == 0)
            #expect(status.st_mode == S_IFREG | 0o444)
            #expect(status.st_size == 6)
            #expect(status.st_ino == 2)
            #expect(status.st_mtim.tv_sec == 1_700_000_000)
            #expect(status.st_mtim.tv_nsec == 123_000_000)
        }
    }

    @Test func tellsWhatIsAbsentOrBroken() throws {
        try withMount { mount throws in
            for (name, code) in [("absent", ENOENT), ("never", ENOENT), ("broken", EIO)] {
                for _ in 0..<2 {
                    #expect(access(mount.path + "/" + name, F_OK) == -1)
                    #expect(errno == code)
                }
            }
        }
    }

    @Test func refusesEveryWritingCall() throws {
        try withMount { mount throws in
            let file = mount.path + "/greeting"
            let fresh = mount.path + "/fresh"
            let calls: [(String, () -> Int32)] = [
                ("open", { open(file, O_RDWR) }), ("truncate", { truncate(file, 0) }),
                ("unlink", { unlink(file) }), ("mkdir", { mkdir(fresh, 0o755) }),
                ("rmdir", { rmdir(mount.path + "/crowd") }), ("rename", { rename(file, fresh) }),
                ("symlink", { symlink("x", fresh) }), ("link", { link(file, fresh) }),
                ("chmod", { chmod(file, 0o777) }), ("chown", { chown(file, 0, 0) }),
                ("utimes", { utimes(file, nil) }), ("mknod", { mknod(fresh, S_IFIFO, 0) }),
            ]
            for (name, call) in calls {
                #expect(call() == -1, "\(name)")
                #expect(errno == EROFS, "\(name)")
            }
        }
    }

    @Test func hasExtendedAttributes() throws {
        try withMount { mount throws in
            let file = mount.path + "/greeting"
            #expect(
                try ExtendedAttributes.value("user.colour", at: file) == Array("blue".utf8))
            #expect(try ExtendedAttributes.value("user.taste", at: file) == nil)
            #expect(try ExtendedAttributes.names(at: file) == ["user.colour", "user.shape"])
        }
    }

    @Test func countsFilesAndBytes() throws {
        try withMount { mount throws in
            var status = statvfs()
            #expect(statvfs(mount.path, &status) == 0)
            #expect(status.f_blocks == 2442)
            #expect(status.f_files == 77)
            #expect(status.f_bfree == 0)
        }
    }

    @Test func manyReadersAtOnceAllGetAnswers() throws {
        try withMount { mount throws in
            let wrong = Mutex(0)
            let readers = try (0..<8).map { seed in
                try BlockingThread {
                    for round in 0..<200 {
                        let number = (seed * 997 + round * 131) % MemoryFileSystem.crowd
                        let bytes = try? mount.read("crowd/\(number)")  // nil counts as wrong
                        if bytes != MemoryFileSystem.greeting { wrong.withLock { $0 += 1 } }
                    }
                }
            }
            for reader in readers { reader.join() }
            #expect(wrong.withLock { $0 } == 0)
        }
    }

    @Test func isReadOnlyAndNamedInTheMountTable() throws {
        try withMount { mount throws in
            let entry = try MountTable.read().topmost(at: mount.path)
            #expect(entry?.type == "fuse.store")
            #expect(entry?.source == "store")
        }
    }
}
