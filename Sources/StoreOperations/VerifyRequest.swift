package import StoreModel
package import StoreRepository

/// What `store verify` is to look at, how hard, and where to mend from.
package struct VerifyRequest: Sendable {
    package enum Scope: Sendable {
        case everything
        case version(VersionEntry, ModelName)
    }

    package enum Strictness: Sendable {
        /// Everything that a version needs.
        case standard
        /// Every file hashed whole as well, whatever was proved before.
        case strict
    }

    package enum Repair: Sendable {
        case none
        /// From the second copies in `mirror/`.
        case fromMirror
        /// From `mirror/`, then from another store.
        case fromStore(Repository)
    }

    /// Whether anything is to be mended.
    package var repairs: Bool {
        if case .none = repair { return false }
        return true
    }

    package var scope: Scope
    package var strictness: Strictness
    package var repair: Repair

    package init(scope: Scope, strictness: Strictness, repair: Repair) {
        self.scope = scope
        self.strictness = strictness
        self.repair = repair
    }
}
