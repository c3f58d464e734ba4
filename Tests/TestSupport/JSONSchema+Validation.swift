package import StoreModel

extension JSONSchema {
    /// The first place at which `value` breaks the schema and how, or nil if it conforms.
    package func violation(in value: JSON) -> String? { violation(of: root, value, "$") }

    private func violation(of schema: JSON, _ value: JSON, _ place: String) -> String? {
        guard let members = schema.object else {
            return schema.bool == false ? "\(place): may not be there" : nil
        }
        // In the order of the names, so that "the first" means something.
        for (keyword, rule) in members.sorted(by: { $0.key < $1.key }) {
            let found =
                switch value {
                case .object(let object): violation(keyword, rule, members, object, place)
                case .array(let items): violation(keyword, rule, items, place)
                case .string(let text): violation(keyword, rule, text, place)
                case .integer, .number: violation(keyword, rule, number: value.double ?? 0, place)
                case .null, .bool: String?.none
                }
            if let found = found ?? violation(any: keyword, rule, value, place) { return found }
        }
        return nil
    }

    /// Keywords that speak of values of every type.
    private func violation(
        any keyword: String, _ rule: JSON, _ value: JSON, _ place: String
    ) -> String? {
        switch keyword {
        case "type":
            let type = rule.string ?? ""
            return JSONSchema.has(value, type: type) ? nil : "\(place): not of type \(type)"
        case "const":
            return value == rule ? nil : "\(place): not \(rule.canonicalText)"
        case "enum":
            return rule.array?.contains(value) == true ? nil : "\(place): not in the list"
        case "$ref":
            return definition(rule).flatMap { violation(of: $0, value, place) }
        case "anyOf":
            let matches = matching(rule, value, place)
            return matches > 0 ? nil : "\(place): none of the alternatives fits"
        case "oneOf":
            let matches = matching(rule, value, place)
            return matches == 1 ? nil : "\(place): \(matches) of the alternatives fit, not one"
        default: return nil
        }
    }

    private func matching(_ alternatives: JSON, _ value: JSON, _ place: String) -> Int {
        (alternatives.array ?? []).count { violation(of: $0, value, place) == nil }
    }

    private static func has(_ value: JSON, type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .integer: type == "integer" || type == "number"
        // "1e300" is a whole number, and so an integer, to JSON Schema.
        case .number(let number):
            type == "number" || (type == "integer" && number.rounded() == number)
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    private func violation(
        _ keyword: String, _ rule: JSON, number: Double, _ place: String
    ) -> String? {
        let bound = rule.double ?? 0
        switch keyword {
        case "minimum": return number < bound ? "\(place): below \(bound)" : nil
        case "maximum": return number > bound ? "\(place): above \(bound)" : nil
        default: return nil
        }
    }

    private func violation(
        _ keyword: String, _ rule: JSON, _ text: String, _ place: String
    ) -> String? {
        let count = text.unicodeScalars.count
        switch keyword {
        case "minLength":
            return count < rule.integer ?? 0 ? "\(place): shorter than allowed" : nil
        case "maxLength":
            return count > rule.integer ?? 0 ? "\(place): longer than allowed" : nil
        case "pattern":
            guard let pattern = rule.string.flatMap({ patterns[$0] }) else { return nil }
            return text.contains(pattern) ? nil : "\(place): does not match \(rule.canonicalText)"
        default: return nil
        }
    }

    private func violation(
        _ keyword: String, _ rule: JSON, _ items: [JSON], _ place: String
    ) -> String? {
        switch keyword {
        case "minItems": return items.count < rule.integer ?? 0 ? "\(place): too few items" : nil
        case "maxItems": return items.count > rule.integer ?? 0 ? "\(place): too many items" : nil
        case "uniqueItems":
            let isBroken = rule.bool == true && Set(items).count < items.count
            return isBroken ? "\(place): an item stands twice" : nil
        case "items":
            for (index, item) in items.enumerated() {
                if let found = violation(of: rule, item, "\(place)[\(index)]") { return found }
            }
            return nil
        default: return nil
        }
    }

    private func violation(
        _ keyword: String, _ rule: JSON, _ schema: [String: JSON], _ object: [String: JSON],
        _ place: String
    ) -> String? {
        let names = object.keys.sorted()
        switch keyword {
        case "required":
            for name in rule.array?.compactMap(\.string) ?? [] where object[name] == nil {
                return "\(place).\(name): missing"
            }
        case "minProperties":
            return object.count < rule.integer ?? 0 ? "\(place): too few members" : nil
        case "properties":
            return firstViolation(names, object, place) { rule[$0] }
        case "propertyNames":
            return names.lazy.compactMap { violation(of: rule, .string($0), "\(place).\($0)") }
                .first
        case "additionalProperties":
            let known = schema["properties"]?.object ?? [:]
            return firstViolation(names, object, place) { known[$0] == nil ? rule : nil }
        default: break
        }
        return nil
    }

    /// The first member that breaks the schema that `rule` gives for its name.
    private func firstViolation(
        _ names: [String], _ object: [String: JSON], _ place: String, rule: (String) -> JSON?
    ) -> String? {
        for name in names {
            if let schema = rule(name), let member = object[name],
                let found = violation(of: schema, member, "\(place).\(name)")
            {
                return found
            }
        }
        return nil
    }
}
