import StoreModel
import TestSupport
import Testing

/// The judge of the schemas is itself judged: what each keyword lets through and what not.
@Suite("The reader of JSON Schemas")
struct JSONSchemaTests {
    static func schema(_ members: [String: JSON]) throws -> JSONSchema {
        let dialect: JSON = "https://json-schema.org/draft/2020-12/schema"
        return try JSONSchema(.object(members.merging(["$schema": dialect]) { $1 }))
    }

    @Test("each keyword accepts and refuses")
    func keywords() throws {
        let rows: [(schema: [String: JSON], good: [JSON], bad: [JSON])] = [
            (["type": "object"], [[:]], [[], 1, nil]),
            (["type": "integer"], [1, .number(1e300)], [.number(0.5), "1"]),
            (["type": "number"], [1, .number(0.5)], ["1", true]),
            (["type": "boolean"], [true], [0, nil]), (["type": "null"], [nil], [0, false, ""]),
            (["const": "a"], ["a"], ["b", 1, nil]), (["enum": ["a", 1]], ["a", 1], ["b", 2]),
            (["minimum": 1, "maximum": 3], [1, 3, .number(1.5), "text"], [0, 4, .number(0.9)]),
            (["minLength": 1, "maxLength": 2], ["a", "😀😀", 7], ["", "abc"]),
            (["pattern": "^[a-c]+$"], ["abc", 1], ["", "abcd", "a\n", "xa"]),
            (["pattern": "b"], ["abc"], ["xyz"]),
            (["items": ["type": "string"]], [[], ["a"], "x"], [[1], ["a", nil]]),
            (["minItems": 1, "maxItems": 2], [[1], [1, 2]], [[], [1, 2, 3]]),
            (["uniqueItems": true], [[1, 2], []], [[1, 1], ["a", "b", "a"]]),
            (["minProperties": 1], [["a": 1]], [[:]]),
            (["required": ["a"]], [["a": nil], ["a": 1, "b": 2], 1], [[:], ["b": 1]]),
            (["properties": ["a": ["type": "string"]]], [["a": "x"], ["b": 1]], [["a": 1]]),
            (["properties": ["a": false]], [[:]], [["a": 1]]),
            (["propertyNames": ["pattern": "^a"]], [["a": 1]], [["b": 1], ["a": 1, "x": 1]]),
            (
                ["properties": ["a": true], "additionalProperties": false], [["a": 1]],
                [["a": 1, "b": 2]]
            ),
            (["additionalProperties": ["type": "integer"]], [["x": 1]], [["x": "1"]]),
            (["anyOf": [["const": 1], ["type": "integer"]]], [1, 2], ["a"]),
            (["oneOf": [["const": 1], ["type": "integer"]]], [2], [1, "a"]),
            (["$ref": "#/$defs/d", "$defs": ["d": ["const": 5]]], [5], [6]),
        ]
        for (members, good, bad) in rows {
            let schema = try JSONSchemaTests.schema(members)
            for value in good { #expect(schema.violation(in: value) == nil, "\(members) \(value)") }
            for value in bad { #expect(schema.violation(in: value) != nil, "\(members) \(value)") }
        }
    }

    @Test("a violation says where")
    func place() throws {
        let schema = try JSONSchemaTests.schema([
            "properties": ["a": ["items": ["required": ["b"], "type": "object"]]]
        ])
        #expect(schema.violation(in: ["a": [["b": 1], [:]]]) == "$.a[1].b: missing")
    }

    @Test("what is not understood is an error, never a silent pass")
    func unknown() {
        let schemas: [[String: JSON]] = [
            ["minLenght": 1], ["if": true], ["not": [:]], ["format": "date"], ["type": "float"],
            ["type": ["string", "null"]], ["$ref": "#/$defs/missing"], ["$ref": "other.json"],
            ["pattern": "("], ["minimum": "1"], ["items": 5], ["anyOf": []], ["enum": []],
            ["properties": ["a": ["surprise": 1]]], ["$defs": ["d": ["surprise": 1]]],
            ["patternProperties": [:]], ["prefixItems": []], ["allOf": []],
        ]
        for members in schemas {
            #expect(throws: TestFailure.self, "\(members)") {
                try JSONSchemaTests.schema(members)
            }
        }
        #expect(throws: TestFailure.self) { try JSONSchema(["type": "object"]) }
    }

    @Test("the published schemas are understood", arguments: ["manifest", "transition", "format"])
    func published(_ name: String) throws {
        let schema = try JSONSchema.published(name)
        #expect(schema.violation(in: []) != nil)
    }
}
