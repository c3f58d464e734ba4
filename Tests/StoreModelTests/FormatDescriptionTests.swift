import StoreModel
import Testing

@Suite("format.json")
struct FormatDescriptionTests {
    static func parse(_ document: JSON) throws(StoreError) -> FormatDescription {
        try FormatDescription(parsing: document.canonicalBytes)
    }

    @Test("what this build writes it may use fully")
    func current() throws {
        let bytes = FormatDescription.current.json.canonicalBytes
        let description = try FormatDescription(parsing: bytes)
        #expect(description == .current)
        #expect(try description.access() == .full)
    }

    @Test("the order of members and white space do not matter")
    func spelling() throws {
        let text = """
            {"format":1,"compatible":[],"readOnlyCompatible":[],"incompatible":["deltas"]}

            """
        #expect(try FormatDescription(parsing: Array(text.utf8)) == .current)
    }

    @Test("a store says whether it may hold deltas, and both kinds are used fully")
    func deltas() throws {
        let old = try FormatDescriptionTests.parse(Documents.format)
        let new = try FormatDescriptionTests.parse(
            Documents.format.with("incompatible", ["deltas"]))
        #expect(!old.has(.deltas) && new.has(.deltas))
        #expect(try old.access() == .full && new.access() == .full)
        let later = try FormatDescriptionTests.parse(
            Documents.format.with("incompatible", ["deltas", "planes"]))
        let error = #expect(throws: StoreError.self) { try later.access() }
        #expect(error?.message.contains("planes") == true)
    }

    @Test("compatible features are ignored, read-only ones allow reading")
    func features() throws {
        let base = Documents.format.with("compatible", ["hints"])
        #expect(try FormatDescriptionTests.parse(base).access() == .full)
        let readOnly = base.with("readOnlyCompatible", ["deltas"])
        #expect(
            try FormatDescriptionTests.parse(readOnly).access() == .readOnly(feature: "deltas"))
    }

    @Test("an unknown format or incompatible feature is refused by name")
    func unknown() throws {
        let feature = try FormatDescriptionTests.parse(
            Documents.format.with("incompatible", ["planes\u{1B}"]))
        let error = #expect(throws: StoreError.self) { try feature.access() }
        #expect(error?.code == .unknownFormat && error?.message.contains("planes") == true)
        #expect(error?.message.unicodeScalars.contains("\u{1B}") == false)
        let later = try FormatDescriptionTests.parse(Documents.format.with("format", 2))
        let refusal = #expect(throws: StoreError.self) { try later.access() }
        #expect(refusal?.code == .unknownFormat && refusal?.message.contains("format 2") == true)
    }

    @Test("what is no description is an unknown format")
    func malformed() {
        for text in ["", "x", "{}", "[]", "{\"format\":1}"] {
            let error = #expect(throws: StoreError.self) {
                try FormatDescription(parsing: Array(text.utf8))
            }
            #expect(error?.code == .unknownFormat)
        }
    }
}
