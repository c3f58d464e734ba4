import StoreModel
import TestSupport
import Testing

@Suite("Decimals without rounding")
struct ExactDecimalTests {
    private func decimal(_ text: String) throws -> ExactDecimal {
        try #require(ExactDecimal(text), "\(text)")
    }

    @Test(
        "one spelling for each value, which reads back",
        arguments: [
            ("0", "0"), ("-0", "0"), ("0.00", "0"), ("0e9", "0"), ("8.0", "8"), ("800", "800"),
            ("0.850", "0.85"), ("-2", "-2"), ("1e3", "1000"), ("1E+3", "1000"), ("1e-3", "0.001"),
            ("12.5e-1", "1.25"), ("1e-30", "1e-30"), ("-1.5e-30", "-1.5e-30"), ("1e30", "1e30"),
            ("0.000001", "0.000001"), ("0.0000001", "1e-7"), ("1e400", "1e400"),
        ])
    func spellings(_ text: String, _ expected: String) throws {
        let value = try decimal(text)
        #expect(value.description == expected)
        #expect(try decimal(expected) == value)
    }

    @Test(
        "what JSON does not write is no number",
        arguments: [
            "", "-", "+1", ".5", "5.", "01", "00", "1_000", "1,5", "0x10", "1e", "1e+", "1e1.5",
            "NaN", "nan", ".nan", "Infinity", ".inf", "inf", " 1", "1 ", "--1", "1-", "1e401",
            "1e-401", "1e99999999999999999999", "½", "１", "1.2.3", "1e2e3",
            String(repeating: "1", count: 65),
        ])
    func refused(_ text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("numbers of a manifest are what its canonical bytes say")
    func manifestNumbers() throws {
        #expect(try ExactDecimal(.number(0.1)) == decimal("0.1"))
        #expect(try ExactDecimal(.number(0.1 + 0.2)) == decimal("0.30000000000000004"))
        #expect(try ExactDecimal(.integer(-3)) == decimal("-3"))
        #expect(try ExactDecimal(.number(.leastNonzeroMagnitude)) == decimal("5e-324"))
        #expect(
            try ExactDecimal(.number(.greatestFiniteMagnitude)) == decimal("1.7976931348623157e308")
        )
        for value in [JSON.number(.nan), .number(.infinity), "0.9", true, nil, [], [:]] {
            #expect(ExactDecimal(value) == nil)
        }
    }

    @Test("order and arithmetic agree with whole numbers, scaled")
    func againstIntegers() throws {
        var random = SeededRandom(seed: 5)
        for _ in 0..<3000 {
            let scale = random.below(6)
            let (a, b) = (number(&random), number(&random))
            let (x, y) = try (scaled(a, scale), scaled(b, scale))
            #expect((x < y) == (a < b) && (x == y) == (a == b) && (x <= y) == (a <= b))
            #expect(try x + y == scaled(a + b, scale))
            #expect(try x - y == scaled(a - b, scale))
            #expect(try x * y == scaled(a * b, 2 * scale))
            #expect(try x.magnitude == scaled(abs(a), scale) && -x == scaled(-a, scale))
            #expect(try x.percent == scaled(a, scale + 2))
        }
    }

    /// Small ones and large ones alike, and many zeros.
    private func number(_ random: inout SeededRandom) -> Int {
        let magnitude = random.below([10, 1000, 1_000_000][random.below(3)])
        return random.below(2) == 0 ? magnitude : -magnitude * [1, 10, 100][random.below(3)]
    }

    private func scaled(_ number: Int, _ places: Int) throws -> ExactDecimal {
        try decimal("\(number)e-\(places)")
    }

    @Test("far apart, nothing is lost")
    func farApart() throws {
        let (huge, tiny) = try (decimal("1e400"), decimal("1e-400"))
        #expect(huge + tiny > huge && huge - tiny < huge)
        #expect(huge + tiny - huge == tiny)
        #expect(huge * tiny == (try decimal("1")))
    }
}
