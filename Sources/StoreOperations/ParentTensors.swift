import Chunking
import StoreInterface
import StoreModel
import StoreRepository

/// The tensors of the versions that a push comes after, and the chunks that hold them: what its own
/// may be stored as the difference from (decision 0026).
///
/// All of it is a hint. A header or a recipe that lies leads to a difference that does not pay; what is
/// read of it is compared with its digest like everything else.
///
/// Memory: 48 bytes for each chunk of the parents' files, and up to 64 MiB for names of tensors.
struct ParentTensors: Sendable {
    /// The same tensor, as far as its header tells.
    private struct Name: Hashable {
        let name: String
        let shape: [UInt64]
        let format: ElementFormat

        init(_ tensor: Tensor) {
            name = tensor.name
            shape = tensor.shape
            format = tensor.format
        }
    }

    private let packs: PackCatalogue
    private var files: [ParentFile] = []
    /// By file and where the tensor begins in it.
    private var places: [Name: (file: Int, start: UInt64)] = [:]
    private var left = PushPlans.tensorLimit

    /// Of two tensors of one name the one in the earlier manifest counts.
    init(_ repository: Repository, _ manifests: [Manifest]) {
        packs = repository.packs
        for manifest in manifests {
            var blobs: [(path: String, entries: [RecipeEntry], source: ByteSource)] = []
            for file in manifest.files where file.size > PushPlans.headerless {
                // A file that is not there is nobody's parent.
                guard let blob = try? repository.unprovedBlob(file.sha256, size: file.size) else {
                    continue
                }
                blobs.append(
                    (file.path, blob.entries, ParentTensors.source(blob.reader, size: file.size)))
            }
            let plans = PushPlans(sources: blobs.map { ($0.path, $0.source) })
            for blob in blobs { add(plans.plan(for: blob.path, blob.source), blob.entries) }
        }
    }

    var isEmpty: Bool { places.isEmpty }

    /// What can be subtracted from the bytes at `range` of a tensor, as offsets from its start; nil if no
    /// parent has the tensor, or not all of that.
    func bases(
        of tensor: Tensor, at range: Range<UInt64>
    ) throws(StoreError) -> [DeltaSource]? {
        guard let place = places[Name(tensor)] else { return nil }
        let start = place.start + range.lowerBound
        return try files[place.file].bases(
            at: start..<place.start + range.upperBound, in: packs)
    }

    private mutating func add(_ plan: CutPlan, _ entries: [RecipeEntry]) {
        var isUsed = false
        for tensor in plan.tensors where tensor.range.upperBound > tensor.range.lowerBound {
            // Smaller ones share their chunks with others.
            guard tensor.range.upperBound - tensor.range.lowerBound >= PushPlans.headerless,
                places[Name(tensor)] == nil
            else { continue }
            left -= PushPlans.memory(of: tensor)
            guard left >= 0 else { break }
            places[Name(tensor)] = (files.count, tensor.range.lowerBound)
            isUsed = true
        }
        if isUsed { files.append(ParentFile(entries)) }
    }

    private static func source(_ reader: any BlobReader, size: UInt64) -> ByteSource {
        ByteSource(size: size) { offset, buffer in
            // What cannot be read has no header.
            (try? reader.read(at: offset, into: buffer)) == buffer.count
        }
    }
}
