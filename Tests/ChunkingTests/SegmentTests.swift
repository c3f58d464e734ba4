import Chunking
import Testing

@Suite("Segments")
struct SegmentTests {
    @Test(
        "they cover a file once, in order",
        arguments: [0, 1, 4_194_303, 4_194_304, 4_194_305, 12_582_912, 3_221_225_473] as [UInt64])
    func cover(_ size: UInt64) {
        var end: UInt64 = 0
        for index in 0..<Segment.count(forSize: size) {
            let range = Segment.range(index, ofSize: size)
            #expect(range.lowerBound == end)
            #expect(!range.isEmpty && range.count <= Segment.length)
            end = range.upperBound
        }
        #expect(end == size)
    }

    @Test("behind the end there is nothing, however large the numbers")
    func behindTheEnd() {
        #expect(Segment.range(1, ofSize: 10).isEmpty)
        #expect(Segment.range(.max, ofSize: .max).isEmpty)
        #expect(Segment.range(0, ofSize: 0).isEmpty)
        let last = Segment.count(forSize: .max) - 1
        #expect(Segment.range(last, ofSize: .max).upperBound == .max)
    }
}
