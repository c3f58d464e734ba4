import Hashing
import Sabotage

extension Transition {
    /// A record with 10⁵ versions in its checkpoint stays below this.
    package static let byteLimit = 64 << 20

    /// The canonical bytes, sealed: `seal` is the SHA-256 of the canonical bytes without it, because
    /// the newest record has no successor whose `previous` would vouch for it.
    package var sealedBytes: [UInt8] {
        var members = unsealed
        let seal = SHA256Hasher.digest(of: JSON.object(members).canonicalBytes)
        members["seal"] = .string(seal.hex)
        return JSON.object(members).canonicalBytes
    }

    private var unsealed: [String: JSON] {
        var members: [String: JSON] = [
            "schema": .string(Transition.schema),
            "model": .string(model.text),
            "generation": .integer(Int64(generation)),
            "previous": previous.map { .string($0.hex) } ?? .null,
            "time": .string(time.description),
            "actor": .string(actor),
            "action": .string(action.rawValue),
            "reason": reason.map(JSON.string) ?? .null,
            "changes": .object(Transition.byName(changes.mapValues(Transition.json))),
            "refs": .object(Transition.byName(refs.mapValues(Transition.json))),
        ]
        if let version { members["version"] = Transition.json(version) }
        if !removed.isEmpty {
            members["removed"] = .array(removed.map { .string($0.text) })
        }
        if let checkpoint { members["checkpoint"] = .array(checkpoint.map(Transition.json)) }
        if let policy { members["policy"] = policy.json }
        if let storePolicy { members["store_policy"] = storePolicy.json }
        if let document { members["document"] = document.json }
        if !gates.isEmpty { members["gates"] = .array(gates.map(\.json)) }
        if !signatures.isEmpty { members["signatures"] = .array(signatures.map(\.json)) }
        return members
    }

    /// Parses a record and checks its seal; throws `integrity` saying what is wrong.
    package init(parsing bytes: [UInt8]) throws(StoreError) {
        let document: JSON
        do throws(JSONParser.Failure) {
            document = try JSONParser.parse(bytes)
        } catch {
            throw Transition.malformed("byte \(error.offset): \(error.reason)")
        }
        var reader = try MemberReader(document, place: "record")
        let seal = try reader.digest("seal")
        try self.init(&reader)
        guard
            SHA256Hasher.digest(of: JSON.object(unsealed).canonicalBytes) == seal
                || Sabotage.skipsSeal
        else {
            throw Transition.malformed("the seal does not match the record")
        }
        guard sealedBytes == bytes || Sabotage.skipsSeal else {
            throw Transition.malformed("it is not in canonical form (RFC 8785)")
        }
    }

    private init(_ reader: inout MemberReader) throws(StoreError) {
        guard try reader.string("schema") == Transition.schema else {
            throw Transition.malformed("its schema is not \(Transition.schema)")
        }
        guard let action = Action(rawValue: try reader.string("action")) else {
            throw Transition.malformed("its action is not one this build knows")
        }
        self.init(
            model: try reader.named("model", ModelName.init(journal:)),
            generation: try reader.size("generation"),
            previous: try Transition.nullable(&reader, "previous"),
            time: try reader.timestamp("time"), actor: try reader.string("actor"),
            action: action, reason: try Transition.nullableText(&reader, "reason"),
            changes: [:], refs: [:])
        for (name, item) in try reader.object("changes") {
            changes[try reader.checked(name, in: "changes", RefName.init(_:))] =
                try Transition.change(item, place: "changes.\(name)")
        }
        for (name, item) in try reader.object("refs") {
            refs[try reader.checked(name, in: "refs", RefName.init(_:))] = try Transition.target(
                item, place: "refs.\(name)")
        }
        if let item = reader.optional("version") {
            version = try Transition.entry(item, place: "version")
        }
        if let items = reader.optional("removed") {
            removed = try Transition.removals(items)
        }
        if let items = reader.optional("checkpoint") {
            guard let items = items.array else { throw Transition.malformed("bad checkpoint") }
            var entries: [VersionEntry] = []
            for item in items { entries.append(try Transition.entry(item, place: "checkpoint")) }
            checkpoint = entries
        }
        try readPolicy(&reader)
        try reader.finish()
        try checkShape()
        try checkPolicy()
    }

    /// What a reader of the journal relies on: who walks back meets a checkpoint within 64 records.
    private func checkShape() throws(StoreError) {
        guard generation > 0, (generation == 1) == (previous == nil) else {
            throw Transition.malformed("its generation and its previous digest do not agree")
        }
        let isCheckpoint = generation % Transition.checkpointInterval == 0
        guard isCheckpoint == (checkpoint != nil) else {
            throw Transition.malformed(
                "every 64th record and no other has a checkpoint; this is number \(generation)")
        }
        guard (action == .push) == (version != nil) else {
            throw Transition.malformed("a push and nothing else registers a version")
        }
        guard (action == .remove) == !removed.isEmpty,
            zip(removed, removed.dropFirst()).allSatisfy({ $0 < $1 }),
            !refs.values.contains(where: { removed.contains($0.version) })
        else {
            throw Transition.malformed(
                "a removal and nothing else removes versions, in order, that no ref names")
        }
        let entries = checkpoint ?? []
        guard zip(entries, entries.dropFirst()).allSatisfy({ $0.number < $1.number }),
            Set(entries.map(\.id)).count == entries.count
        else {
            throw Transition.malformed("its checkpoint is out of order or names a version twice")
        }
    }

    private static func byName(_ members: [RefName: JSON]) -> [String: JSON] {
        Dictionary(uniqueKeysWithValues: members.map { ($0.key.text, $0.value) })
    }

    private static func json(_ change: Change) -> JSON {
        .object([
            "from": change.from.map { .string($0.text) } ?? .null,
            "to": change.to.map { .string($0.text) } ?? .null,
        ])
    }

    private static func json(_ target: RefTarget) -> JSON {
        .object([
            "version": .string(target.version.text), "manifest": .string(target.manifest.hex),
        ])
    }

    private static func json(_ entry: VersionEntry) -> JSON {
        .object([
            "id": .string(entry.id.text), "number": .integer(Int64(entry.number)),
            "manifest": .string(entry.manifest.hex),
            "flags": .array(entry.flags.map(JSON.string)),
        ])
    }

    private static func nullableText(
        _ reader: inout MemberReader, _ name: String
    ) throws(StoreError) -> String? {
        switch try reader.required(name) {
        case .null: return nil
        case .string(let text): return text
        default: throw malformed("its \(name) is neither text nor null")
        }
    }

    private static func nullable(
        _ reader: inout MemberReader, _ name: String
    ) throws(StoreError) -> Digest? {
        guard let text = try nullableText(&reader, name) else { return nil }
        guard let digest = Digest(hex: text) else { throw malformed("its \(name) is no digest") }
        return digest
    }

    private static func change(_ item: JSON, place: String) throws(StoreError) -> Change {
        var reader = try MemberReader(item, place: place)
        let from = try nullableText(&reader, "from")
        let to = try nullableText(&reader, "to")
        try reader.finish()
        let make = { (text: String) throws(StoreError) in
            try reader.checked(text, in: "from or to", VersionID.init(_:))
        }
        return Change(from: try from.map(make), to: try to.map(make))
    }

    private static func target(_ item: JSON, place: String) throws(StoreError) -> RefTarget {
        var reader = try MemberReader(item, place: place)
        let target = RefTarget(
            version: try reader.named("version", VersionID.init(_:)),
            manifest: try reader.digest("manifest"))
        try reader.finish()
        return target
    }

    private static func removals(_ items: JSON) throws(StoreError) -> [VersionID] {
        guard let items = items.array else { throw malformed("its removed is no list") }
        var ids: [VersionID] = []
        for item in items {
            // What is no id cannot have been a version's.
            guard let text = item.string, let id = try? VersionID(text) else {
                throw malformed("its removed names what is no version id")
            }
            ids.append(id)
        }
        return ids
    }

    private static func entry(_ item: JSON, place: String) throws(StoreError) -> VersionEntry {
        var reader = try MemberReader(item, place: place)
        let entry = VersionEntry(
            id: try reader.named("id", VersionID.init(_:)), number: try reader.size("number"),
            manifest: try reader.digest("manifest"), flags: try reader.strings("flags"))
        try reader.finish()
        guard entry.number > 0 else {
            throw malformed("\(place).number: versions are numbered from 1")
        }
        return entry
    }

    static func malformed(_ reason: String) -> StoreError {
        StoreError(.integrity, "bad journal record: \(reason)")
    }
}
