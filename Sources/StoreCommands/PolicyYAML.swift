import Sabotage
package import StoreModel
import Yams

/// Reads YAML into the values that a policy is decoded from. Only what every reader of YAML agrees on is
/// accepted: one document of text, no anchors, aliases or tags, and true, false, null and decimal numbers
/// as YAML 1.2 spells them (`no` is a text, as it looks).
package enum PolicyYAML {
    /// Lists and mappings inside one another, at most.
    package static let depthLimit = 16

    /// Throws with the line of the first thing that is no such YAML.
    package static func parse(_ bytes: [UInt8]) throws(PolicyFlaw) -> MarkedNode {
        guard bytes.count <= Policy.byteLimit else {
            throw PolicyFlaw("", line: nil, "it has more than \(Policy.byteLimit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PolicyFlaw("", line: nil, "it is not UTF-8")
        }
        if !Sabotage.acceptsAnchors { try refuseAnchors(in: bytes) }
        guard let root = try document(text) else {
            throw PolicyFlaw("", line: nil, "it is empty")
        }
        return try node(root, place: "", depth: 1)
    }

    /// Yams puts what an alias stands for in its place, and hashes keys: a few lines of them would take
    /// for ever before anybody could look. Without an anchor there is no alias. What looks like one in a
    /// text or comment is refused too.
    private static func refuseAnchors(in bytes: [UInt8]) throws(PolicyFlaw) {
        var line = 1
        var before: UInt8 = 0x20
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "&"), index + 1 < bytes.count, isWord(bytes[index + 1]),
                !isWord(before)
            {
                throw PolicyFlaw("", line: line, "an anchor (&…): write out what it stands for")
            }
            if byte == 0x0A { line += 1 }
            before = byte
        }
    }

    /// What libyaml takes for the characters of an anchor's name.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func document(_ text: String) throws(PolicyFlaw) -> Node? {
        do {
            // Told how the text is encoded, it asks no environment variable.
            return try Yams.compose(yaml: text, .default, .default, .utf8)
        } catch let error as YamlError {
            throw flaw(error)
        } catch {
            throw PolicyFlaw("", line: nil, "it is not YAML")
        }
    }

    private static func flaw(_ error: YamlError) -> PolicyFlaw {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            PolicyFlaw("", line: mark.line, "it is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            PolicyFlaw(
                "", line: context.mark.line,
                "the key \(quoted(keys.first ?? "")) stands there twice")
        default: PolicyFlaw("", line: nil, "it is not YAML")
        }
    }

    private static func node(
        _ node: Node, place: String, depth: Int
    ) throws(PolicyFlaw) -> MarkedNode {
        let line = node.mark?.line
        guard depth <= depthLimit else {
            throw PolicyFlaw(place, line: line, "it is nested deeper than \(depthLimit)")
        }
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain { try refuseTag(scalar.tag, place, line) }
            return MarkedNode(content(scalar), line: line)
        case .sequence(let sequence):
            try refuseTag(sequence.tag, place, line)
            var items: [MarkedNode] = []
            for (index, item) in sequence.enumerated() {
                items.append(try self.node(item, place: "\(place)[\(index)]", depth: depth + 1))
            }
            return MarkedNode(.list(items), line: line)
        case .mapping(let mapping):
            try refuseTag(mapping.tag, place, line)
            return MarkedNode(.map(try members(mapping, place, depth)), line: line)
        case .alias: throw PolicyFlaw(place, line: line, "an alias: write out what it stands for")
        }
    }

    private static func members(
        _ mapping: Node.Mapping, _ place: String, _ depth: Int
    ) throws(PolicyFlaw) -> [MarkedNode.Member] {
        var members: [MarkedNode.Member] = []
        for (key, value) in mapping {
            let line = key.mark?.line
            guard case .scalar(let scalar) = key else {
                throw PolicyFlaw(place, line: line, "a key that is no text")
            }
            let inner = place.isEmpty ? scalar.string : "\(place).\(scalar.string)"
            let node = try node(value, place: inner, depth: depth + 1)
            members.append(MarkedNode.Member(key: scalar.string, line: line, value: node))
        }
        return members
    }

    /// Yams gives what has no tag the empty one, and to what is quoted that of a text, which it is
    /// whatever its tag says.
    private static func refuseTag(
        _ tag: Tag, _ place: String, _ line: Int?
    ) throws(PolicyFlaw) {
        guard tag.rawValue.isEmpty else {
            throw PolicyFlaw(place, line: line, "a tag (!…): write the value as it is")
        }
    }

    /// The core schema of YAML 1.2 (section 10.3.2), with decimal numbers alone.
    private static func content(_ scalar: Node.Scalar) -> MarkedNode.Content {
        guard scalar.style == .plain else { return .text(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .truth(true)
        case "false", "False", "FALSE": return .truth(false)
        case let text: return ExactDecimal(text) == nil ? .text(text) : .number(text)
        }
    }
}
