import Chunking
import TestSupport
import Testing

@Suite("The grid")
struct GridChunkerTests {
    /// The chunk lengths of one segment.
    static func cut(_ bytes: [UInt8], with chunker: some Chunker) -> [Int] {
        bytes.withUnsafeBytes { segment in
            var lengths: [Int] = []
            var start = 0
            while start < segment.count {
                let window = UnsafeRawBufferPointer(rebasing: segment[start...])
                lengths.append(chunker.length(ofNextIn: window))
                start += lengths[lengths.count - 1]
            }
            return lengths
        }
    }

    @Test(
        "every chunk is whole but the last",
        arguments: [1, 2, 262_143, 262_144, 262_145, 524_288, 1_000_000, Segment.length])
    func lengths(_ size: Int) {
        let lengths = GridChunkerTests.cut(
            [UInt8](repeating: 1, count: size), with: GridChunker.standard)
        #expect(lengths.reduce(0, +) == size)
        #expect(lengths.dropLast().allSatisfy { $0 == 262_144 })
        #expect(lengths.allSatisfy { (1...262_144).contains($0) })
        #expect(lengths.count == (size + 262_143) / 262_144)
    }

    @Test("cutting segment by segment cuts as cutting the whole would")
    func segmentsAddNoCut() {
        #expect(Segment.length % GridChunker.standard.maximumChunk == 0)
        #expect(GridChunker.standard.maximumChunk <= Segment.chunkLimit)
    }

    @Test("a length that does not divide a segment is a programming error")
    func badLength() async {
        await #expect(processExitsWith: .failure) { _ = GridChunker(length: 100_000) }
        await #expect(processExitsWith: .failure) { _ = GridChunker(length: 0) }
        await #expect(processExitsWith: .failure) { _ = GridChunker(length: 2 << 20) }
    }

    @Test("the fixed selection says the grid for every file")
    func selection() {
        let head = TestData.incompressible(64, seed: 1)
        for name in ["model.safetensors", "a.gguf", "", "x"] {
            let chosen = head.withUnsafeBytes {
                FixedSelection.standard.chunker(forFileNamed: name, size: 1 << 40, head: $0)
            }
            #expect(chosen.maximumChunk == 262_144)
        }
    }
}
