import Chunking

/// One segment of one file.
struct PushItem: Sendable {
    /// Its place in the order of all segments of the push.
    let sequence: Int
    let file: SourceFile
    let plan: CutPlan
    /// nil: the file is empty.
    let segment: CutSegment?
    /// The segment's place in its file.
    let number: UInt64
    /// The digest of the file, which goes from segment to segment; nil where one segment is all.
    let running: RunningDigest?

    var isFirst: Bool { number == 0 }
    var isLast: Bool { number + 1 >= plan.segmentCount }
    /// The bytes to be read.
    var range: Range<UInt64> { segment?.range ?? 0..<0 }
}
