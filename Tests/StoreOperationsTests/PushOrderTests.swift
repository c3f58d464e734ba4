import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// Threads take the segments of a tree as they come; what they make of it is the same every time.
@Suite struct PushOrderTests {
    @Test func theSameTreeMakesTheSamePacks() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            var contents: [String: [UInt8]] = ["empty": []]
            let noise = TestData.incompressible(13_000_000, seed: 1)
            contents["large"] = noise
            for number in 0..<24 {
                // Some have a header to be read, some are too short to have one.
                let header = #"{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}"#
                let file = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
                let rest = noise[(number * 9000)..<(number * 19_000 + 40_000)]
                contents["part\(number).safetensors"] = file + rest
            }
            for (path, bytes) in contents { try fixture.write(path, bytes) }
            let packs = try (0..<3).map { _ -> [ObjectKey] in
                let storage = MemoryStorage()
                let repository = try Repository.create(in: storage)
                _ = try Push(
                    repository: repository, request: fixture.request("v1"), progress: NoProgress()
                ).run()
                return try VerifyTests.keys(storage, "packs")
            }
            #expect(packs[0].count == 2)
            #expect(packs[1] == packs[0])
            #expect(packs[2] == packs[0])
            try fixture.push("v1")
            for (path, bytes) in contents {
                let isSame = try fixture.content(path, of: "v1") == bytes
                #expect(isSame, "\(path)")
            }
        }
    }
}
