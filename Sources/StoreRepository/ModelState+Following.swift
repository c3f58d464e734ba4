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
        try record.checkFollows(head, digest: headDigest)
        return ModelState(
            model: model, head: record, headDigest: digest,
            versions: entries.applying(record))
    }
}
