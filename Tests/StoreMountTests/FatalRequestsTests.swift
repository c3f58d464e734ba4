import FUSE
import FileIO
import Glibc
import StoreMount
import Testing

@Suite("A request that kills its worker")
struct FatalRequestsTests {
    @Test func threeCrashesInARowAreEnough() {
        var requests = FatalRequests()
        for milliseconds: Int64 in [0, 20, 999] {
            #expect(requests.resent == .served)
            requests.note(.killed(SIGSEGV), afterServing: milliseconds)
        }
        #expect(requests.resent == .refused)
        requests.note(.exited(70), afterServing: 5)
        #expect(requests.resent == .refused)
    }

    @Test func aWorkerThatServedForAWhileForgives() {
        var requests = FatalRequests()
        for _ in 0..<9 {
            for _ in 0..<2 { requests.note(.killed(SIGILL), afterServing: 10) }
            requests.note(.killed(SIGILL), afterServing: 1000)
            #expect(requests.resent == .served)
        }
    }

    @Test func workersThatWereKilledOrNeverBeganSayNothing() {
        var requests = FatalRequests()
        for _ in 0..<9 { requests.note(.killed(SIGKILL), afterServing: 10) }
        #expect(requests.resent == .served)
        for _ in 0..<2 { requests.note(.killed(SIGTRAP), afterServing: 10) }
        for _ in 0..<9 { requests.note(.exited(1), afterServing: nil) }
        #expect(requests.resent == .served)
        requests.note(.killed(SIGTRAP), afterServing: 10)
        #expect(requests.resent == .refused)
    }
}
