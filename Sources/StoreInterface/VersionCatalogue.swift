package import Hashing
package import StoreModel

/// The models of a store and what their journals say now.
package protocol VersionCatalogue: Sendable {
    /// Every model that has a journal, sorted.
    func models() throws(StoreError) -> [ModelName]
    /// The state after the newest record. Costs one failing look-up if nothing has changed. Throws
    /// `notFound` for an unknown model.
    func state(of model: ModelName) throws(StoreError) -> ModelState
    /// The record of one generation; throws `notFound` beyond the newest.
    func transition(
        of model: ModelName, generation: UInt64
    ) throws(StoreError) -> Transition
}

/// Manifests by digest, checked against it on every read.
package protocol ManifestSource: Sendable {
    /// The canonical bytes; throws `integrity` if they do not match, `notFound` if absent.
    func manifestBytes(_ digest: Digest) throws(StoreError) -> [UInt8]
}

extension ManifestSource {
    /// The parsed manifest.
    package func manifest(_ digest: Digest) throws(StoreError) -> Manifest {
        try Manifest(parsing: manifestBytes(digest))
    }
}
