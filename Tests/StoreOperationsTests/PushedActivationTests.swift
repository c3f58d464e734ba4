import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// Promotion and rollback of versions with real content.
@Suite struct PushedActivationTests {
    @Test func rotInAPackRefusesPromotionAndRollback() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", TestData.incompressible(3_000_000, seed: 3))
            try fixture.push("v1")
            try fixture.write("w", "other")
            try fixture.push("v2")
            let selection = ModelSelection(nil)
            _ = try Promote(
                Reference("v2"), selection: selection, reason: "good", actor: "a@b"
            ).run(in: fixture.repository)
            for key in try VerifyTests.keys(fixture.storage, "packs") {
                let size = try fixture.storage.information(key)?.size ?? 0
                guard key.text.hasSuffix(".pack"), size > 1000 else { continue }
                try VerifyTests.rot(fixture.storage, key, at: 2_900_000)
            }
            let fresh = try Repository(storage: fixture.storage, path: "memory")
            let promotion = #expect(throws: StoreError.self) {
                _ = try Promote(
                    Reference("v1"), selection: selection, reason: "bad", actor: "a@b"
                ).run(in: fresh)
            }
            #expect(promotion?.code == .integrity)
            #expect(promotion?.message.contains("\"w\"") ?? false)
            let rollback = #expect(throws: StoreError.self) {
                _ = try Rollback(
                    .reference(Reference("v1")), selection: selection, reason: "bad", actor: "a@b"
                ).run(in: fresh)
            }
            #expect(rollback?.code == .integrity)
            #expect(try fresh.state(of: ModelName.fallback).active?.version.text == "v2")
        }
    }
}
