import StoreModel
import TestSupport
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test("known moments, both ways")
    func known() {
        let moments: [(String, Int64)] = [
            ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:00:00.000Z", 951_825_600_000),
            ("2026-11-20T14:00:00.000Z", 1_795_183_200_000),
            ("2038-01-19T03:14:08.000Z", 2_147_483_648_000),
            ("0000-01-01T00:00:00.000Z", Timestamp.range.lowerBound),
            ("9999-12-31T23:59:59.999Z", Timestamp.range.upperBound),
            ("1900-02-28T23:59:59.001Z", -2_203_891_200_999),
        ]
        for (text, milliseconds) in moments {
            #expect(Timestamp(text)?.milliseconds == milliseconds, "\(text)")
            #expect(Timestamp(milliseconds: milliseconds).description == text)
        }
    }

    @Test("every day from 1890 to 2110 follows the one before, and goes round")
    func days() throws {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var moment = try #require(Timestamp("1890-01-01T00:00:00.000Z"))
        for year in 1890...2110 {
            let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            for (month, length) in lengths.enumerated() {
                for day in 1...(month == 1 && isLeap ? 29 : length) {
                    let text =
                        "\(year)-" + (month < 9 ? "0" : "") + "\(month + 1)-"
                        + (day < 10 ? "0" : "") + "\(day)T00:00:00.000Z"
                    #expect(moment.description == text)
                    moment = moment.advanced(by: 86_400_000)
                }
            }
        }
    }

    @Test("any moment in range goes round", arguments: [3 as UInt64])
    func random(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<5000 {
            let moment = Timestamp(milliseconds: Int64.random(in: Timestamp.range, using: &random))
            #expect(Timestamp(moment.description) == moment, "\(moment), \(random)")
        }
    }

    @Test(
        "offsets and fractions mean the same moment",
        arguments: [
            "2026-11-20T14:00:00Z", "2026-11-20t14:00:00z", "2026-11-20 14:00:00Z",
            "2026-11-20T14:00:00.0Z", "2026-11-20T14:00:00.000999999Z",
            "2026-11-20T16:00:00+02:00", "2026-11-20T08:30:00-05:30", "2026-11-21T13:59:00+23:59",
            "2026-11-19T14:01:00-23:59", "2026-11-20T14:00:00-00:00",
            "2026-11-20T14:00:00.0000000000000000000000Z",
        ])
    func spellings(_ text: String) {
        #expect(Timestamp(text)?.description == "2026-11-20T14:00:00.000Z")
    }

    @Test("fractions are cut to milliseconds, also before 1970")
    func fractions() {
        #expect(Timestamp("2026-11-20T14:00:00.1239Z")?.description == "2026-11-20T14:00:00.123Z")
        #expect(Timestamp("2026-11-20T14:00:00.5Z")?.description == "2026-11-20T14:00:00.500Z")
        #expect(Timestamp("1950-01-01T00:00:00.25Z")?.description == "1950-01-01T00:00:00.250Z")
    }

    @Test(
        "what is not RFC 3339, or is out of range, is refused",
        arguments: [
            "", "2026", "2026-11-20", "2026-11-20T14:00", "2026-11-20T14:00:00",
            "2026-11-20T14:00:00.Z", "2026-11-20T14:00:00,5Z", "2026-11-20T14:00:00ZZ",
            "2026-11-20T14:00:00Z ", " 2026-11-20T14:00:00Z", "2026-11-20T14:00:00+0200",
            "2026-11-20T14:00:00+2:00", "2026-11-20T14:00:00+24:00", "2026-11-20T14:00:00+02:60",
            "2026-11-20T24:00:00Z", "2026-11-20T14:60:00Z", "2026-11-20T14:00:60Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z",
            "26-11-20T14:00:00Z", "12026-11-20T14:00:00Z", "-026-11-20T14:00:00Z",
            "+026-11-20T14:00:00Z", "2026-1-20T14:00:00Z", "2026/11/20T14:00:00Z",
            "２026-11-20T14:00:00Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
            "2026-11-20T14:00:00\u{301}Z", "2026-11-20T-4:00:00Z", "2026-11-20T14:00:00.-5Z",
        ])
    func malformed(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("leap years are those of the Gregorian calendar")
    func leapYears() {
        for (year, isLeap) in [
            ("2000", true), ("2024", true), ("2023", false), ("1900", false),
            ("0000", true), ("0004", true), ("0100", false), ("9996", true),
        ] {
            #expect((Timestamp("\(year)-02-29T00:00:00Z") != nil) == isLeap, "\(year)")
        }
    }

    @Test("order is that of time, whatever the offset")
    func order() throws {
        let earlier = try #require(Timestamp("2026-11-20T23:00:00+10:00"))
        let later = try #require(Timestamp("2026-11-20T14:00:00Z"))
        #expect(earlier < later)
        #expect(later.advanced(by: 1) > later && later.advanced(by: -1) < later)
    }

    @Test("the other spellings")
    func otherSpellings() throws {
        let moment = try #require(Timestamp("2026-01-02T03:04:05.678Z"))
        #expect(moment.seconds == "2026-01-02T03:04:05Z")
        #expect(moment.compact == "v20260102_030405")
        #expect(throws: Never.self) { try VersionID(moment.compact) }
    }
}
