package import StoreModel

/// A JSON Schema of draft 2020-12, as far as the schemas of the store go. A keyword, type or
/// reference that is not known here is refused when the schema is read, so that nothing passes
/// because nobody looked.
package struct JSONSchema {
    let root: JSON
    let definitions: [String: JSON]
    /// By the text of the pattern.
    private(set) var patterns: [String: Regex<AnyRegexOutput>] = [:]

    private static let annotations: Set<String> = [
        "$schema", "$id", "$comment", "title", "description",
    ]
    private static let types: Set<String> = [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ]

    /// Reads a schema; throws naming the place of what this reader does not understand.
    package init(_ document: JSON) throws(TestFailure) {
        root = document
        definitions = document["$defs"]?.object ?? [:]
        guard document["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema"
        else { throw TestFailure("the schema does not say that it is draft 2020-12") }
        try check(document, "#")
    }

    /// Reads a schema of `store/schemas`, such as "manifest".
    package static func published(_ name: String) throws -> JSONSchema {
        let bytes = try PackageRoot.bytes(of: "store/schemas/\(name).schema.json")
        return try JSONSchema(JSONParser.parse(bytes))
    }

    private mutating func check(_ schema: JSON, _ place: String) throws(TestFailure) {
        if schema.bool != nil { return }
        guard let members = schema.object else { throw TestFailure("\(place): no schema") }
        for (keyword, value) in members {
            guard !JSONSchema.annotations.contains(keyword) else { continue }
            try check(keyword, value, "\(place)/\(keyword)")
        }
    }

    private mutating func check(
        _ keyword: String, _ value: JSON, _ place: String
    ) throws(TestFailure) {
        var isUnderstood = true
        switch keyword {
        case "type": isUnderstood = value.string.map(JSONSchema.types.contains) ?? false
        case "const": break
        case "enum": isUnderstood = value.array?.isEmpty == false
        case "required": isUnderstood = value.array?.allSatisfy { $0.string != nil } ?? false
        case "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
            "minProperties":
            isUnderstood = value.integer != nil
        case "uniqueItems": isUnderstood = value.bool != nil
        case "pattern": try compile(value, place)
        case "$ref": isUnderstood = definition(value) != nil
        case "items", "additionalProperties", "propertyNames": try check(value, place)
        case "properties", "$defs":
            for (name, child) in value.object ?? [:] { try check(child, "\(place)/\(name)") }
        case "anyOf", "oneOf":
            isUnderstood = value.array?.isEmpty == false
            for child in value.array ?? [] { try check(child, place) }
        default: isUnderstood = false
        }
        guard isUnderstood else { throw TestFailure("\(place): not understood") }
    }

    /// ECMA-262's and Swift's dialects agree on what the schemas use: classes, counts, groups,
    /// look-ahead, `\uXXXX`, and `^` and `$` as the ends of the whole text.
    private mutating func compile(_ value: JSON, _ place: String) throws(TestFailure) {
        guard let text = value.string, let pattern = try? Regex(text) else {  // said below
            throw TestFailure("\(place): not a pattern")
        }
        patterns[text] = pattern.matchingSemantics(.unicodeScalar)
    }

    func definition(_ reference: JSON) -> JSON? {
        guard let text = reference.string, text.hasPrefix("#/$defs/") else { return nil }
        return definitions[String(text.dropFirst(8))]
    }
}
