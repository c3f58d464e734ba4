import Hashing
package import StoreModel

/// What one version has that another has not.
package struct VersionDifference: Sendable {
    /// nil: compared with nothing, as on a first promotion.
    package let from: VersionID?
    package let to: VersionID
    /// By path, in byte order.
    package let files: [FileChange]
    /// Plain bytes of blobs that only `to` has, and of those that both have; each blob once.
    package let bytesNew: UInt64
    package let bytesShared: UInt64
    /// Metrics that differ: what they were and what they are.
    package let metrics: [String: MetricChange]

    /// A metric's two values; nil where a version has none.
    package struct MetricChange: Hashable, Sendable {
        package let from: JSON?
        package let to: JSON?
    }

    package init(from old: Manifest?, to new: Manifest) {
        from = old?.version
        to = new.version
        files = VersionDifference.changes(from: old, to: new)
        let oldBlobs = Set(old?.files.map(\.sha256) ?? [])
        var seen: Set<Digest> = []
        var fresh: UInt64 = 0
        var shared: UInt64 = 0
        for file in new.files where seen.insert(file.sha256).inserted {
            if oldBlobs.contains(file.sha256) { shared += file.size } else { fresh += file.size }
        }
        bytesNew = fresh
        bytesShared = shared
        metrics = VersionDifference.deltas(from: old?.metrics ?? [:], to: new.metrics)
    }

    /// Same files and same metrics.
    package var isEmpty: Bool { files.isEmpty && metrics.isEmpty }

    /// The contract's fields without `schema`.
    package var members: [String: JSON] {
        [
            "from": from.map { .string($0.text) } ?? .null,
            "to": .string(to.text),
            "files": .array(files.map(\.json)),
            "bytes_new": .integer(Int64(bytesNew)),
            "bytes_shared": .integer(Int64(bytesShared)),
            "metrics": .object(metrics.mapValues { .array([$0.from ?? .null, $0.to ?? .null]) }),
        ]
    }

    /// The document `store.diff/1`.
    package var json: JSON {
        var members = members
        members["schema"] = "store.diff/1"
        return .object(members)
    }

    private static func changes(from old: Manifest?, to new: Manifest) -> [FileChange] {
        var before: [String: ManifestFile] = [:]
        for file in old?.files ?? [] { before[file.path] = file }
        var changes: [FileChange] = []
        for file in new.files {
            guard let earlier = before.removeValue(forKey: file.path) else {
                changes.append(
                    .init(path: file.path, kind: .added, bytesFrom: nil, bytesTo: file.size))
                continue
            }
            guard earlier.sha256 != file.sha256 || earlier.isExecutable != file.isExecutable
            else { continue }
            changes.append(
                .init(
                    path: file.path, kind: .changed, bytesFrom: earlier.size, bytesTo: file.size))
        }
        for file in before.values {
            changes.append(
                .init(path: file.path, kind: .removed, bytesFrom: file.size, bytesTo: nil))
        }
        changes += directoryChanges(from: old?.directories ?? [], to: new.directories)
        return changes.sorted { ManifestPath.precedes($0.path, $1.path) }
    }

    /// Empty directories are part of a tree, and take no bytes.
    private static func directoryChanges(from old: [String], to new: [String]) -> [FileChange] {
        let before = Set(old)
        let after = Set(new)
        let added = after.subtracting(before).map {
            FileChange(path: $0 + "/", kind: .added, bytesFrom: nil, bytesTo: 0)
        }
        let removed = before.subtracting(after).map {
            FileChange(path: $0 + "/", kind: .removed, bytesFrom: 0, bytesTo: nil)
        }
        return added + removed
    }

    private static func deltas(
        from old: [String: JSON], to new: [String: JSON]
    ) -> [String: MetricChange] {
        var deltas: [String: MetricChange] = [:]
        for name in Set(old.keys).union(new.keys) where old[name] != new[name] {
            deltas[name] = MetricChange(from: old[name], to: new[name])
        }
        return deltas
    }
}
