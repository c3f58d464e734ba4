import StoreInterface
package import StoreModel

extension Repository {
    /// Makes builds that do not know `feature` refuse the store, by its name. The second copy first:
    /// where that is all that was written, the store is as it was, and this is done again.
    package func require(_ feature: FormatDescription.Feature) throws(StoreError) {
        try requireWritable()
        let format = try Repository.format(of: storage, path: path)
        guard !format.has(feature) else { return }
        let bytes = format.adding(feature).json.canonicalBytes
        for place in [ObjectLayout.mirror(ObjectLayout.format), ObjectLayout.format] {
            try storage.replace(place, with: bytes)
        }
    }
}
