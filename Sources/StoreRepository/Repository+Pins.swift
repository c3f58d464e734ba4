package import Hashing
import StoreInterface
package import StoreModel

extension Repository {
    /// Every blob of the versions that `names` mean in `model`, or in every model. Throws if that cannot
    /// be told.
    package func blobs(
        behind names: [RefName], of model: ModelName? = nil
    ) throws(StoreError) -> Set<SizedBlob> {
        let models: [ModelName]
        if let model { models = [model] } else { models = try self.models() }
        var blobs: Set<SizedBlob> = []
        for model in models {
            let refs = try state(of: model).refs
            for name in names {
                guard let target = refs[name] else { continue }
                for file in try manifest(target.manifest).files {
                    blobs.insert(SizedBlob(digest: file.sha256, size: file.size))
                }
            }
        }
        return blobs
    }

    /// Blobs whose copies stay: what readers see now, and what a rollback shows them.
    package func pinnedBlobs() throws(StoreError) -> Set<Digest> {
        Set(try blobs(behind: [.active, .previous]).map(\.digest))
    }
}
