import StoreMount
import Testing

@Suite("When the next worker starts")
struct RespawnPolicyTests {
    @Test func fiveDeathsInAMinuteAreMetAtOnce() {
        var policy = RespawnPolicy()
        for death in 0..<5 {
            #expect(policy.pause(afterDeathAt: Int64(death)) == 0)
            #expect(policy.health == .ok)
        }
    }

    @Test func furtherOnesWaitLongerUpToTwoSeconds() {
        var policy = RespawnPolicy()
        let pauses = (0..<60).map { policy.pause(afterDeathAt: Int64($0)) }
        #expect(pauses[5...].prefix(5) == [100, 200, 400, 800, 1600])
        #expect(pauses[10...].allSatisfy { $0 == 2000 })
        #expect(policy.health == .degraded)
    }

    @Test func aMinuteWithoutDeathsForgives() {
        var policy = RespawnPolicy()
        for death in 0..<10 { _ = policy.pause(afterDeathAt: Int64(death)) }
        #expect(policy.health == .degraded)
        #expect(policy.pause(afterDeathAt: 60_010) == 0)
        #expect(policy.health == .ok)
    }

    @Test func deathsFartherApartThanAMinuteNeverAddUp() {
        var policy = RespawnPolicy()
        for death in 0..<100 {
            #expect(policy.pause(afterDeathAt: Int64(death) * 12_001) == 0)
        }
    }
}
