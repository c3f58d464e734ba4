/// How much of one kind a test has tried: told in portions (`TestSlice.report`), so that a campaign
/// that is cut short has counted what it did.
package struct Tally {
    private let what: String
    private let detail: String
    /// How many are told at once.
    private let portion: Int
    private var untold = 0
    package private(set) var count = 0

    package init(_ what: String, _ detail: String, portion: Int = 200) {
        self.what = what
        self.detail = detail
        self.portion = portion
    }

    package mutating func add(_ more: Int = 1) throws {
        count += more
        untold += more
        if untold >= portion { try tell() }
    }

    /// Tells the rest.
    package mutating func tell() throws {
        if untold > 0 { try TestSlice.report(what, untold, detail) }
        untold = 0
    }
}
