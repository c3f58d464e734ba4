/// A tensor of a file: where its bytes are and what the file says of them.
package struct Tensor: Hashable, Sendable {
    /// As the file has it; not empty by rule, not checked for anything else.
    package let name: String
    /// Elements along each dimension, the slowest first; what the file says, proved to fit `range`
    /// only where the format makes it so.
    package let shape: [UInt64]
    package let format: ElementFormat
    /// Its bytes in the file.
    package let range: Range<UInt64>
    /// The distance in bytes from one row to the next: the shortest run of whole trailing
    /// dimensions that has at least 64 bytes. 0: there is none, or nothing is known.
    package let rowBytes: UInt64

    /// `rowBytes` follows from `shape`: a run of elements has `width` bytes for each, `perBlock`
    /// elements to a block.
    package init(
        name: String, shape: [UInt64], format: ElementFormat, range: Range<UInt64>,
        perBlock: UInt64 = 1
    ) {
        self.name = name
        self.shape = shape
        self.format = format
        self.range = range
        rowBytes = Tensor.rowBytes(
            of: shape, width: UInt64(format.width), perBlock: perBlock, within: range.count64)
    }

    private static func rowBytes(
        of shape: [UInt64], width: UInt64, perBlock: UInt64, within count: UInt64
    ) -> UInt64 {
        var row: UInt64 = 1
        for dimension in shape.dropFirst().reversed() {
            let (next, overflow) = row.multipliedReportingOverflow(by: dimension)
            guard !overflow, next <= count &* perBlock else { return 0 }
            row = next
            let (bytes, wide) = (row / perBlock).multipliedReportingOverflow(by: width)
            guard !wide, bytes <= count else { return 0 }
            if bytes >= 64 { return row % perBlock == 0 ? bytes : 0 }
        }
        return 0
    }
}

extension Range<UInt64> {
    /// Its length; `count` would trap above `Int.max`.
    var count64: UInt64 { upperBound - lowerBound }
}
