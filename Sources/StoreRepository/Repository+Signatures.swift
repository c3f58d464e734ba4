package import Hashing
import StoreInterface
package import StoreModel

extension Repository {
    /// Signatures of one version that are read, at most: everybody who may write to the store may add one.
    package static let signatureLimit = 1024

    /// Adds a signature; one that is there already is fine. Nothing is ever replaced.
    package func add(_ signed: SignedStatement) throws(StoreError) {
        try requireWritable()
        let key = ObjectLayout.signature(signed)
        guard try storage.put(signed.bytes, as: key) == .taken else { return }
        throw StoreError(
            .integrity, "\(key) is another signature than its name says",
            fix: "remove the file, then sign again")
    }

    /// The bytes of every signature of a manifest, by name; throws `limit` if there are too many.
    package func signatures(
        of manifest: Digest
    ) throws(StoreError) -> [(name: String, bytes: [UInt8])] {
        let place = ObjectLayout.signatures(of: manifest)
        let names = try storage.list(place).filter { !$0.isPrefix && $0.name.hasSuffix(".json") }
            .map(\.name).sorted()
        guard names.count <= Repository.signatureLimit else {
            throw StoreError(
                .limit,
                "\(place) holds \(names.count) signatures; at most "
                    + "\(Repository.signatureLimit) are read", fix: "remove those that are rubbish")
        }
        var found: [(name: String, bytes: [UInt8])] = []
        for name in names {
            do throws(StoreError) {
                let key = ObjectKey("\(place)/\(name)")
                found.append((name, try storage.readAll(key, limit: SignedStatement.byteLimit)))
            } catch {
                // One that cannot be read counts for nothing, and hides no other.
                found.append((name, []))
            }
        }
        return found
    }
}
