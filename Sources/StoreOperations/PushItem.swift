/// One segment of one file.
struct PushItem: Sendable {
    let sequence: Int
    let file: SourceFile
    let fileIndex: Int
    let range: Range<UInt64>
    let isLast: Bool
}
