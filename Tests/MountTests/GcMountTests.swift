import FileIO
import Glibc
import TestSupport
import Testing

/// gc beside a mount: what is open keeps its bytes, also in a new worker.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct GcMountTests {
    static func collect(_ playground: MountPlayground) throws {
        try playground.run(["gc", "--keep-last", "1", "--yes"])
    }

    @Test func anOpenFileAndAMappingOutliveTheRemovalOfTheirVersion() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v2")
            try playground.startMount()
            let place = playground.mount + "/versions/v1/deep"
            // One that was read, one that was opened alone, a mapping that nobody has touched.
            let read = try FileReader(path: place + "/id")
            #expect(try read.readAll(limit: 9) == Array("v1".utf8))
            let opened = try FileReader(path: place + "/er/id")
            let number = open(place + "/er/still/id", O_RDONLY)
            let map = mmap(nil, 2, PROT_READ, MAP_SHARED, number, 0)
            defer { munmap(map, 2) }
            close(number)
            let directory = try Directory(path: place)
            try Self.collect(playground)
            #expect(try playground.shell("ls \"$M/versions\"") == "v2\n")
            kill(try WorkerDeathTests.processes(of: playground).worker, SIGKILL)
            #expect(try opened.readAll(limit: 9) == Array("v1".utf8))
            #expect(
                map.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: 2)) } == Array("v1".utf8)
            )
            let below = try directory.openEntry(Array("er/still/id".utf8)).readAll(limit: 9)
            #expect(below == Array("v1".utf8))
            try Self.collect(playground)
            #expect(try read.readAll(limit: 9) == Array("v1".utf8))
            #expect(try playground.read("active/id") == "v2")
        }
    }

    @Test func withoutAMountNothingIsKept() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.startMount()
            try Self.collect(playground)
            #expect(try playground.shell("find \"$S/trash\" -name '*.json'") != "")
            try playground.unmount()
            // Its supervisor ends a moment later, and its lease with it.
            try playground.shell("until [ -z \"$(ls \"$S/leases\")\" ]; do sleep 0.01; done")
            try Self.collect(playground)
            #expect(try playground.shell("find \"$S/trash\" -type f") == "")
        }
    }
}
