import FUSE
import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("A device that fails")
struct BrokenDeviceTests {
    /// A socket stands for the device: it takes the answer to INIT, and then gives no request but
    /// its end, which is no whole request (libfuse: EIO) and not what an unmount looks like.
    @Test func aFailureIsNoCleanEnd() throws {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let device = Descriptor(owning: ends[0])
        let kernel = Descriptor(owning: ends[1])
        let number = kernel.raw
        // Length, FUSE_INIT, unique 2, …; then major, minor, max_readahead, flags, flags2.
        let words: [UInt32] =
            [104, 26, 2, 0, 0, 0, 0, 0, 0, 0, 7, 44, 131_072, 1 << 30, 1 << 7]
            + Array(repeating: 0, count: 11)
        let request = try #require(InitRequest(words.withUnsafeBytes { Array($0) }))
        let session = Session(
            serving: MemoryFileSystem(beginning: { shutdown(number, Int32(SHUT_WR)) }),
            initialisation: request,
            opens: OpenModes(.never, records: try MemoryFile(name: "test", contents: [])),
            threads: 4)
        var failure: Errno?
        do throws(SessionError) {
            try session.run(on: device)
        } catch .broken(let code) {
            failure = code
        } catch {
            throw error
        }
        #expect(failure == .ioError)
        try kernel.close()
    }
}
