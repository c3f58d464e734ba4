import FileIO
import StoreModel
import StoreOperations
import TestSupport
import Testing

/// Where a file's times say nothing of its bytes.
@Suite struct TimesOfChangeTests {
    @Test(.enabled(if: ReadOnlyImage.isPossible, "squashfs, loop devices and root are needed"))
    func twoImagesOnOneDeviceAreTwoTrees() throws {
        try KnownFilesTests.with { (fixture: PushFixture) throws in
            try withTemporaryDirectory { (path: String) throws in
                let image = try ReadOnlyImage(at: path)
                var statuses: [FileStatus] = []
                for (number, version) in ["a", "b"].enumerated() {
                    let content = TestData.incompressible(300_000, seed: UInt64(number))
                    try image.mount(content: content)
                    statuses.append(try FileReader(path: image.mountPoint + "/w").status())
                    var request = try fixture.request(version)
                    request.paths = [image.mountPoint]
                    try fixture.push(request)
                    let isSame = try fixture.content("w", of: version) == content
                    #expect(isSame, "version \(version)")
                }
                #expect(statuses[0].changed == statuses[1].changed)
                #expect(statuses[0].inode == statuses[1].inode)
                #expect(statuses[0].device == statuses[1].device)
            }
        }
    }

    /// A file on tmpfs with a time that no Int64 of nanoseconds holds.
    @Test func aTimeBeyondAllCountingIsPushedAndKnownAgain() throws {
        let directory = try TemporaryDirectory(in: "/dev/shm")
        let place = directory.path
        try KnownFilesTests.with { (fixture: PushFixture) throws in
            _ = try ChildCommand("bash", ["-c", "echo x > \(place)/w"]).run().checked()
            for (number, time) in ["2400-01-01", "1600-01-01"].enumerated() {
                _ = try ChildCommand("touch", ["-d", time, place + "/w"]).run().checked()
                var request = try fixture.request("far\(number)")
                request.paths = [place]
                try fixture.push(request)
                #expect(try fixture.content("w", of: "far\(number)") == Array("x\n".utf8))
                let status = try FileReader(path: place + "/w").status()
                #expect(status.modified == (number == 0 ? Int64.max : Int64.min))
            }
        }
    }
}
