import StoreModel
import TestSupport
import Testing

@Suite("Canonical JSON (RFC 8785)")
struct CanonicalJSONTests {
    /// RFC 8785, appendix B: bit patterns and their spelling.
    static let appendixB: [(bits: UInt64, text: String)] = [
        (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
        (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
        (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xC340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
        (0x44B5_2D02_C7E1_4AF6, "1e+23"),
        (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
        (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
        (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
        (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
        (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
        (0x41B3_DE43_5555_5554, "333333333.33333325"),
        (0x41B3_DE43_5555_5555, "333333333.3333333"),
        (0x41B3_DE43_5555_5556, "333333333.3333334"),
        (0x41B3_DE43_5555_5557, "333333333.33333343"),
        (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
        (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ]

    @Test("the numbers of appendix B")
    func numbers() throws {
        for (bits, text) in CanonicalJSONTests.appendixB {
            let value = JSON(Double(bitPattern: bits))
            #expect(value.canonicalText == text)
            #expect(try JSONParserTests.parse(text) == value, "and back: \(text)")
        }
    }

    @Test("numbers around the borders between the layouts")
    func layouts() {
        let spellings: [(Double, String)] = [
            (1, "1"), (10, "10"), (-1.5, "-1.5"), (0.1, "0.1"), (123.456, "123.456"),
            (1e15, "1000000000000000"), (1e16, "10000000000000000"),
            (0x1.AC53A7E04BCDAp66, "123456789012345680000"), (1.5e21, "1.5e+21"),
            (1e-6, "0.000001"), (1e-7, "1e-7"), (1.25e-7, "1.25e-7"), (4.35, "4.35"),
            (2.2250738585072014e-308, "2.2250738585072014e-308"), (1e100, "1e+100"),
        ]
        for (value, text) in spellings { #expect(JSON(value).canonicalText == text) }
    }

    @Test("20 000 random doubles go round bit for bit", arguments: [7 as UInt64])
    func randomNumbers(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = JSON(value).canonicalText
            #expect(try JSONParserTests.parse(text).double == value, "\(text), \(random)")
        }
    }

    @Test("keys in the order of their UTF-16 units (the example of §3.2.3)")
    func sorting() throws {
        let value = try JSONParserTests.parse(
            #"""
            {"\u20ac":"Euro Sign","\r":"Carriage Return",
             "\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
             "\u00f6":"Latin Small Letter O With Diaeresis"}
            """#)
        #expect(
            value.canonicalText
                == "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\","
                + "\"\u{F6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20AC}\":\"Euro Sign\","
                + "\"\u{1F600}\":\"Emoji: Grinning Face\","
                + "\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}")
    }

    @Test("the example of §3.2.2")
    func example() throws {
        let value = try JSONParserTests.parse(
            #"""
            {"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
             "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
             "literals":[null,true,false]}
            """#)
        let expected =
            #"{"literals":[null,true,false],"#
            + #""numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(value.canonicalText == expected)
        #expect(Array(expected.utf8) == value.canonicalBytes)
    }

    @Test("control characters have short escapes where there are any, DEL and C1 none")
    func controls() {
        #expect(
            JSON.string("\0\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}\u{80}").canonicalText
                == "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\u{7F}\u{80}\"")
    }

    @Test("text is not normalised: its bytes are its identity")
    func normalisation() {
        let composed = JSON.string("\u{E9}").canonicalBytes
        let decomposed = JSON.string("e\u{301}").canonicalBytes
        #expect(composed != decomposed)
    }
}
