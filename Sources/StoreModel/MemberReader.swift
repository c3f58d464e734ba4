package import Hashing

/// Reads the members of one JSON object strictly: each by name and type, and none left over.
package struct MemberReader {
    private var members: [String: JSON]
    private let place: String

    package init(_ value: JSON, place: String) throws(StoreError) {
        guard case .object(let members) = value else {
            throw StoreError(.integrity, "bad document: \(place): it is not an object")
        }
        self.members = members
        self.place = place
    }

    /// Throws if a member was not read: unknown members are refused.
    package func finish() throws(StoreError) {
        if let name = members.keys.min() { throw failure(name, "it is not a known member") }
    }

    private func failure(_ name: String, _ reason: String) -> StoreError {
        let shown = isName(name, extra: "._+-", limit: 128) ? name : quoted(name)
        return StoreError(.integrity, "bad document: \(place).\(shown): \(reason)")
    }

    /// The member, or nil if absent; `null` counts as present.
    package mutating func optional(_ name: String) -> JSON? { members.removeValue(forKey: name) }

    package mutating func required(_ name: String) throws(StoreError) -> JSON {
        guard let value = optional(name) else { throw failure(name, "it is missing") }
        return value
    }

    package mutating func string(_ name: String) throws(StoreError) -> String {
        guard let text = try required(name).string else { throw failure(name, "not a string") }
        return text
    }

    /// A member that is a name. What its type says to who types a bad one (`usage`) becomes
    /// `integrity`: here it stands in a document.
    package mutating func named<Name>(
        _ name: String, _ make: (String) throws(StoreError) -> Name
    ) throws(StoreError) -> Name {
        try checked(string(name), in: name, make)
    }

    /// The same for a text of this object that is not a member's whole value.
    package func checked<Name>(
        _ text: String, in name: String, _ make: (String) throws(StoreError) -> Name
    ) throws(StoreError) -> Name {
        do throws(StoreError) {
            return try make(text)
        } catch {
            throw failure(name, error.message)
        }
    }

    package mutating func bool(_ name: String) throws(StoreError) -> Bool {
        guard let value = try required(name).bool else { throw failure(name, "not a boolean") }
        return value
    }

    /// A whole number from 0 to 2^53 - 1.
    package mutating func size(_ name: String) throws(StoreError) -> UInt64 {
        guard let value = try required(name).integer, value >= 0 else {
            throw failure(name, "not a whole number from 0 to 2^53")
        }
        return UInt64(value)
    }

    package mutating func timestamp(_ name: String) throws(StoreError) -> Timestamp {
        let text = try string(name)
        guard let time = Timestamp(text), time.description == text else {
            throw failure(name, "not a UTC time with milliseconds, as 2026-11-20T14:00:00.000Z")
        }
        return time
    }

    package mutating func digest(_ name: String) throws(StoreError) -> Digest {
        try digest(required(name), name)
    }

    private func digest(_ value: JSON, _ name: String) throws(StoreError) -> Digest {
        guard let text = value.string, let digest = Digest(hex: text) else {
            throw failure(name, "not 64 lower-case hexadecimal digits")
        }
        return digest
    }

    package mutating func array(_ name: String) throws(StoreError) -> [JSON] {
        guard let items = try required(name).array else { throw failure(name, "not an array") }
        return items
    }

    package mutating func object(_ name: String) throws(StoreError) -> [String: JSON] {
        guard let value = try required(name).object else { throw failure(name, "not an object") }
        return value
    }

    package mutating func strings(_ name: String) throws(StoreError) -> [String] {
        var out: [String] = []
        for item in try array(name) {
            guard let text = item.string else { throw failure(name, "an item is not a string") }
            out.append(text)
        }
        return out
    }

    package mutating func optionalString(_ name: String) throws(StoreError) -> String? {
        members[name] == nil ? nil : try string(name)
    }

    package mutating func optionalStrings(_ name: String) throws(StoreError) -> [String] {
        members[name] == nil ? [] : try strings(name)
    }

    package mutating func optionalObject(_ name: String) throws(StoreError) -> [String: JSON] {
        members[name] == nil ? [:] : try object(name)
    }

    package mutating func optionalStringMap(
        _ name: String
    ) throws(StoreError) -> [String: String] {
        var out: [String: String] = [:]
        for (key, value) in try optionalObject(name) {
            guard let text = value.string else { throw failure("\(name).\(key)", "not a string") }
            out[key] = text
        }
        return out
    }

    package mutating func optionalDigest(_ name: String) throws(StoreError) -> Digest? {
        members[name] == nil ? nil : try digest(name)
    }

    package mutating func optionalDigests(_ name: String) throws(StoreError) -> [Digest] {
        guard members[name] != nil else { return [] }
        var out: [Digest] = []
        for item in try array(name) { out.append(try digest(item, name)) }
        return out
    }
}
