import FUSE
import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("Places to mount on (need root and /dev/fuse)", .enabled(if: TestMount.isPossible))
struct MountPointTests {
    private func withDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/store-fuse-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        let path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { rmdir(path) }
        try body(path)
    }

    /// Mounts and lets go of the device, as a supervisor does that was killed.
    private func leaveDeadMount(at path: String) throws {
        try KernelMount.mount(at: path, for: .owner).close()
    }

    @Test func deadMountsAreClearedHoweverManyThereAre() throws {
        try withDirectory { path throws in
            try leaveDeadMount(at: path)
            #expect(access(path + "/x", F_OK) == -1)
            #expect(errno == ENOTCONN)
            try leaveDeadMount(at: path)
            try MountPoint(resolving: path + "/").clear()
            #expect(try MountTable.read().topmost(at: path) == nil)
            #expect(access(path + "/x", F_OK) == -1)
            #expect(errno == ENOENT)
        }
    }

    @Test func aPlaceWithoutAMountIsLeftAlone() throws {
        try withDirectory { path throws in
            try MountPoint(resolving: path).clear()
            #expect(throws: MountError.self) { try Unmount.unmount(path, .lazily) }
        }
    }

    @Test func namesAreResolved() throws {
        try withDirectory { path throws in
            let link = path + "-link"
            #expect(symlink(path, link) == 0)
            defer { unlink(link) }
            #expect(try MountPoint(resolving: link).path == path)
            #expect(try MountPoint(resolving: path + "/./").path == path)
            #expect(throws: MountError.self) { try MountPoint(resolving: path + "/absent") }
        }
    }

    @Test func aFileIsNoPlaceToMountOn() throws {
        #expect(throws: MountError.self) {
            _ = try KernelMount.mount(at: "/proc/self/stat", for: .owner)
        }
    }
}
