import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// Checks root objects, which stand twice: each copy by itself, and mends one from the other.
struct VerifyRoots {
    let storage: any ObjectStorage
    let repair: VerifyRequest.Repair
    let findings: VerifyFindings

    /// The bytes of one copy and what they mean.
    typealias Check<Value> = (_ bytes: [UInt8]) throws(StoreError) -> Value

    /// What a copy turned out to be.
    private enum Copy<Value> {
        case sound([UInt8], Value)
        case bad(VerifyReport.Problem.Kind)
        case missing
    }

    func checkFormat() throws(StoreError) {
        _ = try check(ObjectLayout.format, limit: 1 << 16, versions: []) {
            (bytes: [UInt8]) throws(StoreError) in try FormatDescription(parsing: bytes).access()
        }
    }

    /// The manifest of a version, if one copy is sound or another store has it.
    func checkManifest(
        _ entry: VersionEntry, of model: ModelName
    ) throws(StoreError) -> VerifiedVersion? {
        let digest = entry.manifest
        let found = try check(
            ObjectLayout.manifest(digest), limit: Manifest.byteLimit, versions: [entry.id],
            elsewhere: { () throws(StoreError) in try manifestElsewhere(digest) }
        ) { (bytes: [UInt8]) throws(StoreError) -> Manifest in
            guard SHA256Hasher.digest(of: bytes) == digest else {
                throw StoreError(.integrity, "it does not match its name")
            }
            let manifest = try Manifest(parsing: bytes)
            guard manifest.model == model, manifest.version == entry.id else {
                throw StoreError(.integrity, "it is of another version")
            }
            return manifest
        }
        return found.map { VerifiedVersion(entry: entry, manifest: $0) }
    }

    /// Checks both copies of a root; returns its meaning if one of them is sound. A missing second
    /// copy is made in passing and is no damage: a push that was cut short leaves it so.
    func check<Value>(
        _ key: ObjectKey, limit: Int, versions: [VersionID],
        elsewhere: () throws(StoreError) -> [UInt8]? = { nil }, _ meaning: Check<Value>
    ) throws(StoreError) -> Value? {
        findings.checked()
        let twin = ObjectLayout.mirror(key)
        let first = try copy(key, limit, meaning)
        let second = try copy(twin, limit, meaning)
        switch (first, second) {
        case (.sound(let bytes, let value), .sound(let other, _)):
            // Both could be right by themselves; the first is what everybody reads.
            if bytes != other { try report(twin, .corrupt, versions, mendedWith: bytes) }
            return value
        case (.sound(let bytes, let value), .missing):
            // Nothing to report if it cannot be made: the store may be on a read-only disk.
            _ = try? storage.put(bytes, as: twin)
            return value
        case (.sound(let bytes, let value), .bad(let kind)):
            try report(twin, kind, versions, mendedWith: bytes)
            return value
        case (.missing, .sound(let bytes, let value)):
            try report(key, .missing, versions, mendedWith: bytes)
            return value
        case (.bad(let kind), .sound(let bytes, let value)):
            try report(key, kind, versions, mendedWith: bytes)
            return value
        case (.missing, .missing), (.missing, .bad), (.bad, .missing), (.bad, .bad):
            return try lost(key, first, versions, elsewhere, meaning)
        }
    }

    private func copy<Value>(
        _ key: ObjectKey, _ limit: Int, _ meaning: Check<Value>
    ) throws(StoreError) -> Copy<Value> {
        guard try storage.information(key) != nil else { return .missing }
        let bytes: [UInt8]
        do throws(StoreError) { bytes = try storage.readAll(key, limit: limit) } catch {
            return .bad(error.code == .integrity ? .corrupt : .unreadable)
        }
        findings.checked(objects: 0, bytes: UInt64(bytes.count))
        do throws(StoreError) { return .sound(bytes, try meaning(bytes)) } catch {
            return .bad(error.code == .unknownFormat ? .malformed : .corrupt)
        }
    }

    private func report(
        _ key: ObjectKey, _ kind: VerifyReport.Problem.Kind, _ versions: [VersionID],
        mendedWith bytes: [UInt8]
    ) throws(StoreError) {
        guard case .none = repair else {
            try mend(key, kind, bytes)
            findings.add(key.text, kind, versions: versions, repaired: .repaired)
            return
        }
        findings.add(key.text, kind, versions: versions, repaired: .left)
    }

    private func mend(
        _ key: ObjectKey, _ kind: VerifyReport.Problem.Kind, _ bytes: [UInt8]
    ) throws(StoreError) {
        if kind == .missing {
            try storage.put(bytes, as: key)
        } else {
            try storage.replace(key, with: bytes)
        }
    }

    /// Neither copy is sound: only another store can help.
    private func lost<Value>(
        _ key: ObjectKey, _ copy: Copy<Value>, _ versions: [VersionID],
        _ elsewhere: () throws(StoreError) -> [UInt8]?, _ meaning: Check<Value>
    ) throws(StoreError) -> Value? {
        var kind = VerifyReport.Problem.Kind.missing
        if case .bad(let found) = copy { kind = found }
        // No other store, or one whose copy is no better, leaves the damage as it is.
        guard let bytes = try elsewhere(), let value = try? meaning(bytes) else {
            findings.add(key.text, kind, versions: versions, repaired: .left)
            return nil
        }
        for place in [key, ObjectLayout.mirror(key)] {
            let isThere = try storage.information(place) != nil
            try mend(place, isThere ? .corrupt : .missing, bytes)
        }
        findings.add(key.text, kind, versions: versions, repaired: .repaired)
        return value
    }

    private func manifestElsewhere(_ digest: Digest) throws(StoreError) -> [UInt8]? {
        guard case .fromStore(let other) = repair else { return nil }
        // What the other store does not have, it cannot give.
        return try? other.manifestBytes(digest)
    }
}
