/// A header is not what its format says, or larger than anyone needs: the file is cut as bytes.
struct Malformed: Error {}

/// `left` + `right`.
func sum(_ left: UInt64, _ right: UInt64) throws(Malformed) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw Malformed() }
    return sum
}

/// `left` · `right`.
func product(_ left: UInt64, _ right: UInt64) throws(Malformed) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw Malformed() }
    return product
}
