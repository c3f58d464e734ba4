import FileIO
package import StoreModel
package import StoreRepository

/// `store prefetch`: has plain copies made of a version's large files before anybody reads them.
package struct Prefetch: Sendable {
    private let repository: Repository
    private let hydration: TargetHydration

    /// - Parameter hydration: the budget, and where what could not be made is told.
    package init(_ repository: Repository, _ hydration: TargetHydration) {
        self.repository = repository
        self.hydration = hydration
    }

    package func run(
        _ reference: Reference, selection: ModelSelection
    ) throws(StoreError) -> PrefetchResult {
        let version = try ShowVersion(repository).run(reference, selection: selection)
        guard let copies = PlainCopies(of: repository) else {
            throw StoreError(.unsupported, "a store in memory has no plain copies")
        }
        try repository.requireWritable()
        let start = Waiting.monotonicMilliseconds
        let blobs = hydration.run(version, in: repository)
        var ready: [SizedBlob] = []
        for blob in blobs where try copies.stands(blob) { ready.append(blob) }
        return PrefetchResult(
            version: version, files: blobs.count, filesReady: ready.count,
            bytes: blobs.reduce(0) { $0 + $1.size }, bytesReady: ready.reduce(0) { $0 + $1.size },
            milliseconds: Waiting.monotonicMilliseconds - start)
    }
}
