import Compression
import TestSupport
import Testing

@Suite("The fuzzing corpus of chunks")
struct ChunkCorpusTests {
    private static let directory = "Tests/Fuzz/chunk/corpus"

    /// As Tests/Fuzz/chunk/target.swift reads them, with the margins of `CodecCase`.
    @Test("no input of it writes outside its buffer or fails to prove itself")
    func replay() throws {
        let decoder = ChunkDecoder()
        var decoded = 0
        for name in try PackageRoot.names(in: ChunkCorpusTests.directory) {
            let input = try PackageRoot.bytes(of: "\(ChunkCorpusTests.directory)/\(name)")
            guard input.count >= 3 else { continue }
            let bytes = Array(input[3...])
            if input[0] & 128 == 0 {
                let codec = StoredCodec.allCases[Int(input[0] & 3)]
                let count = Int(input[1]) | Int(input[2]) << 8
                // A write outside is a `TestFailure`, which ends the test.
                do {
                    _ = try CodecCase.decode(codec, bytes, count: count, with: decoder)
                    decoded += 1
                } catch is CodecFailure {}
            } else {
                let kind = ElementKind.allCases[Int(input[0] >> 2 & 3)]
                try AdaptiveEncoderTests.check(bytes, kind, AdaptiveEncoder())
            }
        }
        #expect(decoded >= 6, "the sound ones decode")
    }
}
