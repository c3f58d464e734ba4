package import Hashing
package import StoreModel
package import StoreRepository

/// `store sign`: says with a key that a version may be released. Reads the manifest and nothing else.
package struct SignVersion: Sendable {
    package var reference: Reference
    package var selection: ModelSelection
    /// What the statement calls the store; nil: as the policy does.
    package var store: String?
    package var expires: Timestamp

    package init(_ reference: Reference, selection: ModelSelection, expires: Timestamp) {
        self.reference = reference
        self.selection = selection
        self.expires = expires
    }

    package struct Result: Sendable {
        package let signed: SignedStatement

        /// The document `store.sign/1`.
        package var json: JSON {
            let statement = signed.statement
            return .object([
                "schema": "store.sign/1", "store": .string(statement.store),
                "model": .string(statement.model.text),
                "version": .string(statement.version.text),
                "manifest": .string(statement.manifest.hex),
                "expires": .string(statement.expires.description),
                "key": .string(signed.key.hex),
                "envelope": .string(SHA256Hasher.digest(of: signed.bytes).hex),
            ])
        }
    }

    /// Throws `usage` if nobody says what the store is called, or if the statement would say nothing by
    /// now.
    package func run(
        by key: SigningKey, in repository: Repository
    ) throws(StoreError) -> Result {
        let (state, entry) = try selection.version(reference, in: repository)
        let version = try ShowVersion(repository).document(entry, in: state)
        guard expires > repository.now else {
            throw StoreError(
                .usage, "the signature would have expired at \(expires)", fix: "--expires-in 90d")
        }
        let statement = ReleaseStatement(
            store: try name(for: state, in: repository), model: version.model,
            version: entry.id, manifest: entry.manifest, expires: expires)
        let signed = SignedStatement(statement, by: key)
        try repository.add(signed)
        return Result(signed: signed)
    }

    private func name(
        for state: ModelState, in repository: Repository
    ) throws(StoreError) -> String {
        if let store {
            guard ReleaseStatement.isStoreName(store) else {
                throw StoreError(
                    .usage, "--store-name \(quoted(store)) is no name of a store",
                    fix: "--store-name acme/models")
            }
            return store
        }
        let names = try PolicyInForce.all(for: state, in: repository)
            .compactMap(\.policy.signatures?.store)
        guard let first = names.first, names.allSatisfy({ $0 == first }) else {
            throw StoreError(
                .usage,
                names.isEmpty
                    ? "no policy of \(state.model) says what the store is called"
                    : "the policies of \(state.model) and of the store call it differently",
                fix: "--store-name acme/models")
        }
        return first
    }
}
