import StoreModel

extension JSON {
    /// This document with the value at `place` (member names and indexes joined by `/`) replaced,
    /// added or, with nil, removed.
    func with(_ place: String, _ value: JSON?) -> JSON {
        let parts = place.split(separator: "/", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : nil
        switch self {
        case .object(var members):
            members[parts[0]] =
                rest.map { (members[parts[0]] ?? [:]).with($0, value) } ?? value
            return .object(members)
        case .array(var items):
            // An array has no named members to seal or spoil.
            guard let index = Int(parts[0]) else { return self }
            if let rest {
                items[index] = items[index].with(rest, value)
            } else if let value {
                items[index] = value
            } else {
                items.remove(at: index)
            }
            return .array(items)
        case .null, .bool, .integer, .number, .string: return self
        }
    }
}
