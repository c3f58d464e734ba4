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
        guard let item = reader.optional("gates") else { return }
        guard let items = item.array, !items.isEmpty else {
            throw Transition.malformed("its gates are no list, or an empty one")
        }
        for (index, item) in items.enumerated() {
            gates.append(try GateResult(item, place: "gates[\(index)]"))
        }
    }

    /// What a record says of policies agrees with itself.
    func checkPolicy() throws(StoreError) {
        guard gates.isEmpty || action == .promote || action == .rollback else {
            throw Transition.malformed("gates are asked where a version becomes active")
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
