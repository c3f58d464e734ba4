/// Reads the members of one mapping of a policy strictly: each by name and type, and none left over.
struct PolicyReader {
    let place: String
    let line: Int?
    private let members: [MarkedNode.Member]
    private var left: Set<String>

    init(_ node: MarkedNode, place: String) throws(PolicyFlaw) {
        guard case .map(let members) = node.content else {
            throw PolicyFlaw(place, line: node.line, "it is not a list of keys and values")
        }
        self.members = members
        self.place = place
        line = node.line
        left = []
        for member in members where !left.insert(member.key).inserted {
            throw PolicyFlaw(
                place, line: member.line, "the key \(quoted(member.key)) stands there twice")
        }
    }

    /// The place of a member.
    func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    func flaw(_ key: String, _ reason: String) -> PolicyFlaw {
        let member = members.first { $0.key == key }
        return PolicyFlaw(path(key), line: member?.line ?? line, reason)
    }

    /// The member, or nil if it is not there.
    mutating func optional(_ key: String) -> MarkedNode? {
        left.remove(key)
        return members.first { $0.key == key }?.value
    }

    mutating func required(_ key: String) throws(PolicyFlaw) -> MarkedNode {
        guard let node = optional(key) else { throw flaw(key, "it is missing") }
        return node
    }

    mutating func text(_ key: String) throws(PolicyFlaw) -> String {
        guard case .text(let text) = try required(key).content else {
            throw flaw(key, "it is not a text")
        }
        return text
    }

    mutating func optionalText(_ key: String) throws(PolicyFlaw) -> String? {
        members.contains { $0.key == key } ? try text(key) : nil
    }

    /// One of a few words; nil if it is not there.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(PolicyFlaw) -> Choice? where Choice.RawValue == String {
        guard let text = try optionalText(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw flaw(key, "\(quoted(text)) is none of \(known)")
        }
        return choice
    }

    /// `absent` if it is not there.
    mutating func truth(_ key: String, absent: Bool) throws(PolicyFlaw) -> Bool {
        guard let node = optional(key) else { return absent }
        guard case .truth(let value) = node.content else {
            throw flaw(key, "it is neither true nor false")
        }
        return value
    }

    /// Not there: none.
    mutating func list(_ key: String, limit: Int) throws(PolicyFlaw) -> [MarkedNode] {
        guard let node = optional(key) else { return [] }
        guard case .list(let items) = node.content else { throw flaw(key, "it is not a list") }
        guard items.count <= limit else { throw flaw(key, "it has more than \(limit) items") }
        return items
    }

    /// Throws if a member was not read: what nobody understands, nobody enforces.
    func finish(known: [String]) throws(PolicyFlaw) {
        guard let member = members.first(where: { left.contains($0.key) }) else { return }
        throw PolicyFlaw(
            path(isName(member.key, extra: "._+-", limit: 64) ? member.key : quoted(member.key)),
            line: member.line,
            "it is not a known key; known are " + known.joined(separator: ", "))
    }
}
