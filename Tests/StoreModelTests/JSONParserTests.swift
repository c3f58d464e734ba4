import StoreModel
import TestSupport
import Testing

@Suite("JSON, strictly")
struct JSONParserTests {
    static func parse(_ text: String) throws(JSONParser.Failure) -> JSON {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test("values of every kind")
    func values() throws {
        #expect(try JSONParserTests.parse(" null ") == .null)
        #expect(try JSONParserTests.parse("true") == .bool(true))
        #expect(try JSONParserTests.parse("\t\r\n false") == .bool(false))
        #expect(try JSONParserTests.parse("\"\"") == .string(""))
        #expect(try JSONParserTests.parse("[]") == .array([]))
        #expect(try JSONParserTests.parse("{}") == .object([:]))
        #expect(try JSONParserTests.parse("[ 1 , [ ] , { \"a\" : { } } ]") == [1, [], ["a": [:]]])
    }

    @Test("escapes and their limits")
    func escapes() throws {
        #expect(
            try JSONParserTests.parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#)
                == .string("\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{1F600}"))
        #expect(try JSONParserTests.parse(#""\u0000""#) == .string("\0"))
        #expect(try JSONParserTests.parse(#""\uFFFF\uABcd""#) == .string("\u{FFFF}\u{ABCD}"))
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "nul", "nulll", "True", "tru", "truefalse", "null null", "1 2", "[1]]", "]",
            "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1;2]", "{", "{}{}", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{1:2}",
            "{\"a\":1", "{\"a\":1,", "{\"a\":", "{\"a\"", "\"", "\"a", "'a'", "\"\\x\"", "\"\\",
            "\"\\u\"", "\"\\u12\"", "\"\\u123g\"", "\"\\u+123\"", "\"\\u 123\"", "\"\n\"",
            "\"\t\"", "\"\u{1F}\"", "// x\n1", "/* x */1", "#1", "\u{FEFF}1", "\u{A0}1", "1\u{B}",
            "NaN", "Infinity", "-Infinity", "undefined",
        ])
    func malformed(_ text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse(text) }
    }

    @Test(
        "numbers that JSON does not have are refused",
        arguments: [
            "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1E-", "1e1.5",
            "0x10", "1_000", "--1", "1-", "0e", "1e999", "-1e999", "1e99999999999999999999",
        ])
    func malformedNumbers(_ text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse(text) }
        #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse("[\(text)]") }
    }

    @Test("whole numbers within 53 bits are integers, however they are written")
    func integers() throws {
        let integers: [(String, Int64)] = [
            ("0", 0), ("-0", 0), ("0.0", 0), ("-0e5", 0), ("1", 1), ("-1", -1), ("1.0", 1),
            ("1e3", 1000), ("9007199254740991", JSON.largestInteger),
            ("-9007199254740991", -JSON.largestInteger),
            ("900719925474099.1e1", 9_007_199_254_740_991),
        ]
        for (text, value) in integers {
            #expect(try JSONParserTests.parse(text) == .integer(value), "\(text)")
        }
    }

    @Test("other numbers are doubles, never integers that lost digits")
    func doubles() throws {
        let doubles: [(String, Double)] = [
            ("0.5", 0.5), ("-2.5e-3", -0.0025), ("9007199254740992", 9_007_199_254_740_992),
            ("18446744073709551616", 18_446_744_073_709_551_616), ("1e300", 1e300),
            ("5e-324", .leastNonzeroMagnitude), ("1E+2", 100),
            ("123456789012345678901234567890", 1.2345678901234568e29),
        ]
        for (text, value) in doubles {
            let parsed = try JSONParserTests.parse(text)
            #expect(parsed.double == value, "\(text)")
            #expect(parsed.integer == nil || value.magnitude <= Double(JSON.largestInteger))
        }
    }

    @Test("what is not 0 does not become 0", arguments: ["1e-400", "-2.4E-324", "[0.001e-999]"])
    func underflow(_ text: String) {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse(text) }
        #expect(failure?.reason.contains("too small") == true)
        #expect(throws: Never.self) { try JSONParserTests.parse("0.00e-999") }
    }

    @Test(
        "duplicate keys are refused, however they are spelt",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"":1,"":2}"#,
            #"[{"x":{"a":1,"a":2}}]"#, #"{"é":1,"\u00e9":2}"#, #"{"é":1,"e\u0301":2}"#,
        ])
    func duplicates(_ text: String) throws {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse(text) }
        #expect(failure?.reason.contains("duplicate") == true)
    }

    @Test("a duplicate key is quoted, so that it cannot draw on a terminal")
    func hostileKey() {
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParserTests.parse(#"{"\u001b[2J":1,"\u001b[2J":2}"#)
        }
        #expect(failure?.reason.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test("64 objects and arrays inside one another are read, 65 are refused")
    func depth() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for core in ["1", "\"x\"", "null"] {
                let deepest = String(repeating: open, count: 64) + core
                #expect(throws: Never.self) {
                    try JSONParserTests.parse(deepest + String(repeating: close, count: 64))
                }
                let deeper = open + deepest + String(repeating: close, count: 65)
                let failure = #expect(throws: JSONParser.Failure.self) {
                    try JSONParserTests.parse(deeper)
                }
                #expect(failure?.reason.contains("64") == true)
            }
        }
        #expect(throws: JSONParser.Failure.self) {
            try JSONParserTests.parse(String(repeating: "[", count: 1_000_000))
        }
    }

    @Test(
        "lone surrogates are refused",
        arguments: [
            #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#,
            #""\ud800\ud800""#, #""\udc00\ud800""#, #""\ud800\"#, #""\ud800\u"#, #""\ud800\udc0"#,
        ])
    func surrogates(_ text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse(text) }
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        let sequences: [[UInt8]] = [
            [0x80], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82],
        ]
        for bytes in sequences {
            #expect(throws: JSONParser.Failure.self) {
                try JSONParser.parse([0x22] + bytes + [0x22])
            }
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes) }
        }
    }

    @Test("a NUL is no white space and no character of a string")
    func nul() {
        for text in ["\0", "1\0", "\0 1", "[\0]", "\"\0\"", "{\"a\0\":1}"] {
            #expect(throws: JSONParser.Failure.self) { try JSONParserTests.parse(text) }
        }
    }

    @Test("cut at every byte, a document is refused")
    func truncations() {
        let document = Array(
            #"{"a":[1,-2.5e+3,"\u00e9\ud83d\ude00é",true,false,null,{"b":{}}],"c":""}"#.utf8)
        #expect(throws: Never.self) { try JSONParser.parse(document) }
        for length in document.indices {
            #expect(throws: JSONParser.Failure.self, "cut at \(length)") {
                try JSONParser.parse(Array(document[..<length]))
            }
        }
    }

    @Test("5000 mutilated documents: an answer, never a crash", arguments: [1 as UInt64])
    func mutations(_ seed: UInt64) throws {
        let document = Array(#"{"a":[1,-2.5e+3,"\u00e9\ud83d\ude00é",true,null,{"b":{}}]}"#.utf8)
        var random = SeededRandom(seed: seed)
        for _ in 0..<5000 {
            var bad = document
            for _ in 0...random.below(3) { bad[random.below(bad.count)] = UInt8(random.below(256)) }
            guard let value = try? JSONParser.parse(bad) else { continue }  // refusing is right too
            // What is accepted goes round.
            #expect(try JSONParser.parse(value.canonicalBytes) == value, "\(random)")
        }
    }

    @Test("a failure says at which byte")
    func offset() {
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParserTests.parse("[1, 2, x]")
        }
        #expect(failure?.offset == 7)
    }
}
