import Hashing
import StoreModel

extension ModelState {
    /// The state of a model whose first record this is.
    init(first record: Transition, digest: Digest) {
        self.init(
            model: record.model, head: record, headDigest: digest,
            versions: record.version.map { [$0] } ?? [])
    }

    /// The state after one more record; throws `integrity` if it does not follow this one.
    func following(_ next: (record: Transition, digest: Digest)) throws(StoreError) -> ModelState {
        let (record, digest) = next
        guard record.generation == generation + 1, record.previous == headDigest else {
            throw StoreError(
                .integrity,
                "generation \(record.generation) of \(model) does not follow "
                    + "generation \(generation)", fix: "store verify --all --repair")
        }
        return ModelState(
            model: model, head: record, headDigest: digest,
            versions: record.version.map { versions + [$0] } ?? versions)
    }
}
