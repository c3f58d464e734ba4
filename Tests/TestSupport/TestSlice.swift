import Glibc

/// How much of the campaign a run does: `STORE_TEST_SLICE` is `quick`, `long` (tools/crash) or unset.
package enum TestSlice: String {
    case quick, standard, long

    package static let current =
        getenv("STORE_TEST_SLICE").flatMap { TestSlice(rawValue: String(cString: $0)) } ?? .standard

    /// `STORE_TEST_SEED`, or the same number every time.
    package static let seed =
        getenv("STORE_TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? 20_261_120

    /// `STORE_TEST_ORDINAL`: the only one to be tried, to see a failure again.
    package static let replayed = getenv("STORE_TEST_ORDINAL").flatMap { Int(String(cString: $0)) }

    /// One of three amounts.
    package static func amount<Value>(quick: Value, standard: Value, long: Value) -> Value {
        switch current {
        case .quick: quick
        case .standard: standard
        case .long: long
        }
    }

    /// Every `step`-th ordinal of `count`; which ones, the seed says.
    package static func ordinals(of count: Int, step: Int) -> [Int] {
        if let replayed { return [replayed] }
        return Array(stride(from: 1 + Int(seed % UInt64(step)), to: count + 1, by: step))
    }

    /// Prints how much was tried, and adds it at once to the file `STORE_TEST_COUNTS` for tools/crash.
    package static func report(_ what: String, _ count: Int, _ detail: String) throws {
        print("\(what): \(count) (\(detail))")
        guard let path = getenv("STORE_TEST_COUNTS") else { return }
        guard let file = fopen(path, "ae") else { throw TestFailure.system("opening the counts") }
        fputs("\(what)\t\(count)\n", file)
        fclose(file)
    }
}
