extension Transition {
    /// Reads what a record says of policies and gates; each is absent where there is none.
    mutating func readPolicy(_ reader: inout MemberReader) throws(StoreError) {
        if let item = reader.optional("policy") {
            policy = try PolicyMark(item, place: "policy")
        }
        if let item = reader.optional("store_policy") {
            storePolicy = try PolicyMark(item, place: "store_policy")
        }
        if let item = reader.optional("document") { document = try Policy(recorded: item) }
        for (index, item) in try Transition.lines("gates", &reader).enumerated() {
            gates.append(try GateResult(item, place: "gates[\(index)]"))
        }
        for (index, item) in try Transition.lines("signatures", &reader).enumerated() {
            signatures.append(try SignatureMark(item, place: "signatures[\(index)]"))
        }
    }

    /// A list that is absent where it would be empty.
    private static func lines(
        _ name: String, _ reader: inout MemberReader
    ) throws(StoreError) -> [JSON] {
        guard let item = reader.optional(name) else { return [] }
        guard let items = item.array, !items.isEmpty else {
            throw malformed("its \(name) are no list, or an empty one")
        }
        return items
    }

    /// What a record says of policies agrees with itself.
    func checkPolicy() throws(StoreError) {
        let isUnasked = gates.isEmpty && signatures.isEmpty
        guard isUnasked || action == .promote || action == .rollback else {
            throw Transition.malformed("policies are asked where a version becomes active")
        }
        guard model != .storeWide || action == .policy && isBare else {
            throw Transition.malformed("the store-wide journal holds policies and nothing else")
        }
        guard action == .policy else {
            guard document == nil, policy.map({ $0.generation < generation }) ?? true else {
                throw Transition.malformed("only a record of action policy sets one")
            }
            return
        }
        let mark = document.map { PolicyMark(generation: generation, digest: $0.digest) }
        guard policy == mark, changes.isEmpty else {
            throw Transition.malformed("its policy is not the one that it sets")
        }
    }

    /// It is of no version, and of no other journal.
    private var isBare: Bool { refs.isEmpty && checkpoint ?? [] == [] && storePolicy == nil }
}
