import Glibc
import StoreModel
import TestSupport
import Testing

/// A place that is unmounted and mounted again.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct RemountTests {
    /// The kernel gives the number of a mount that is gone to the next one.
    @Test func aLateSupervisorLeavesTheNextMountAlone() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let late = try WorkerDeathTests.processes(of: playground).supervisor
            kill(late, SIGSTOP)
            defer { kill(late, SIGCONT) }
            try playground.unmount()
            try playground.startMount()
            #expect(try WorkerDeathTests.processes(of: playground).supervisor != late)
            kill(late, SIGCONT)
            for _ in 0..<200 where kill(late, 0) == 0 { usleep(50_000) }
            #expect(kill(late, 0) != 0)
            #expect(try playground.read("versions/v1/id") == "v1")
        }
    }
}
