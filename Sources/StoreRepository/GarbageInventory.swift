import Hashing
import StoreInterface
import StoreModel

/// Everything in a store that could be garbage, by name. Sizes are asked for where they are wanted.
struct GarbageInventory {
    /// Which files of a pack there are.
    struct PackFiles: OptionSet {
        let rawValue: UInt8
        static let pack = PackFiles(rawValue: 1)
        static let index = PackFiles(rawValue: 2)
        static let twin = PackFiles(rawValue: 4)
    }

    private(set) var packs: [Digest: PackFiles] = [:]
    private(set) var manifests: Set<Digest> = []
    private let storage: any ObjectStorage

    init(_ storage: any ObjectStorage) throws(StoreError) {
        self.storage = storage
        for (root, file) in [("packs", PackFiles.index), ("mirror/packs", .twin)] {
            for name in try names(below: root) {
                if let id = ObjectLayout.digest(in: name, suffix: ".idx") {
                    packs[id, default: []].insert(file)
                } else if root == "packs",
                    let id = ObjectLayout.digest(in: name, suffix: ".pack")
                {
                    packs[id, default: []].insert(.pack)
                }
            }
        }
        for root in ["manifests", "mirror/manifests"] {
            for name in try names(below: root) {
                if let digest = ObjectLayout.digest(in: name, suffix: ".json") {
                    manifests.insert(digest)
                }
            }
        }
    }

    /// The packs of which there is an index, sorted.
    var indexedPacks: [Digest] {
        packs.filter { !$0.value.isDisjoint(with: [.index, .twin]) }.map(\.key).sorted()
    }

    /// What a dead pack consists of, in the order in which it goes.
    func pack(_ id: Digest, _ subject: GarbageGroup.Subject) throws(StoreError) -> GarbageGroup {
        let index = ObjectLayout.index(id)
        return try group(
            subject,
            [
                (ObjectLayout.mirror(index), .index), (index, .index),
                (ObjectLayout.pack(id), .pack),
            ])
    }

    /// A manifest and its second copy; a reader that finds one of them needs no more.
    func manifest(_ digest: Digest) throws(StoreError) -> GarbageGroup {
        let key = ObjectLayout.manifest(digest)
        return try group(
            .manifest(digest), [(ObjectLayout.mirror(key), .manifest), (key, .manifest)])
    }

    /// The signatures of manifests that `isLive` does not know.
    func signatures(
        unless isLive: (Digest) -> Bool
    ) throws(StoreError) -> [GarbageGroup] {
        var groups: [GarbageGroup] = []
        for place in try storage.list("signatures") where place.isPrefix {
            for item in try storage.list("signatures/\(place.name)") where item.isPrefix {
                guard let manifest = Digest(hex: item.name), !isLive(manifest) else { continue }
                let home = "signatures/\(place.name)/\(item.name)"
                let keys = try storage.list(home).filter { !$0.isPrefix }.map { file in
                    (ObjectKey("\(home)/\(file.name)"), GarbageObject.Kind.signature)
                }
                groups.append(try group(.signature(manifest: manifest), keys))
            }
        }
        return groups
    }

    /// What stands in one place of `cache/`, by the digest that it is named for.
    func derived(
        in root: String
    ) throws(StoreError) -> [(digest: Digest, group: GarbageGroup)] {
        var found: [(digest: Digest, group: GarbageGroup)] = []
        for place in try storage.list(root) where place.isPrefix {
            for item in try storage.list("\(root)/\(place.name)") where !item.isPrefix {
                guard let digest = Digest(hex: item.name) else { continue }
                let key = ObjectKey("\(root)/\(place.name)/\(item.name)")
                found.append((digest, try group(.derived, [(key, .cache)])))
            }
        }
        return found
    }

    /// Names that temporaries have, at any depth.
    func temporaries(below place: String) throws(StoreError) -> [ObjectKey] {
        var found: [ObjectKey] = []
        for item in try storage.list(place) {
            let path = place + "/" + item.name
            if item.isPrefix {
                found += try temporaries(below: path)
            } else if item.name.hasPrefix(".tmp-") {
                found.append(ObjectKey(path))
            }
        }
        return found
    }

    private func names(below root: String) throws(StoreError) -> [String] {
        var names: [String] = []
        for place in try storage.list(root) where place.isPrefix {
            names += try storage.list("\(root)/\(place.name)").filter { !$0.isPrefix }.map(\.name)
        }
        return names
    }

    private func group(
        _ subject: GarbageGroup.Subject, _ keys: [(ObjectKey, GarbageObject.Kind)]
    ) throws(StoreError) -> GarbageGroup {
        var objects: [GarbageObject] = []
        for (key, kind) in keys {
            guard let size = try storage.information(key)?.size else { continue }
            objects.append(GarbageObject(key: key, kind: kind, bytes: size))
        }
        return GarbageGroup(subject: subject, objects: objects)
    }
}
