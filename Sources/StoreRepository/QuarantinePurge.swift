import FileIO
import Hashing
import Sabotage
import StoreInterface
package import StoreModel
import SystemPackage

/// Deletes what is in quarantine and can be needed by nobody.
package struct QuarantinePurge {
    /// While a mount lives, a worker may be dead and its successor not there yet, so that nobody holds
    /// the pack of a file that is open. A successor comes within seconds.
    private static let mountedMilliseconds: Int64 = 3_600_000

    private let repository: Repository
    private let quarantine: Quarantine

    package init(_ repository: Repository) {
        self.repository = repository
        quarantine = Quarantine(repository.storage)
    }

    /// What one look at the leases says.
    private struct Users {
        let writers: Set<String>
        let isMounted: Bool
    }

    /// Whether what is moved aside now can be deleted now.
    package func deletesAtOnce() throws(StoreError) -> Bool {
        let users = try users()
        return users.writers.isEmpty && !users.isMounted
    }

    /// The objects that can be deleted now, by where they stood in use.
    package func candidates() throws(StoreError) -> [GarbageObject] {
        var found: [GarbageObject] = []
        let users = try users()
        for number in try quarantine.batches() where try isFree(number, users) {
            let objects = try objects(in: number).map(\.object)
            found += objects
            for object in objects where object.kind == .pack {
                if let id = object.packID, let proof = try proof(of: id) { found.append(proof) }
            }
        }
        return found
    }

    /// The proof of a pack, which goes when the pack is deleted, and not before: a push may bring the
    /// pack back. Nil if there is none, or the pack is in use, pushed once more.
    func proof(of pack: Digest) throws(StoreError) -> GarbageObject? {
        let key = ObjectLayout.proof(pack)
        guard try repository.storage.information(ObjectLayout.pack(pack)) == nil,
            let size = try repository.storage.information(key)?.size
        else { return nil }
        return GarbageObject(key: key, kind: .cache, bytes: size)
    }

    /// Deletes them, but for packs that somebody has open; returns what was deleted.
    package func run() throws(StoreError) -> [GarbageObject] {
        guard let directory = repository.directory else { return [] }
        var deleted: [GarbageObject] = []
        let users = try users()
        for number in try quarantine.batches() where try isFree(number, users) {
            try attempting("cannot empty \(repository.path)/\(Quarantine.home)/\(number)") {
                () throws(FileError) in
                try empty(number, directory, into: &deleted)
            }
        }
        return deleted
    }

    private func users() throws(StoreError) -> Users {
        let held = try Sabotage.ignoresLeases ? [] : repository.leases().filter(\.isHeld)
        return Users(
            writers: Set(held.filter(\.isWriter).map(\.name)),
            isMounted: held.contains { !$0.isWriter })
    }

    /// No writer is left that may have seen the batch's objects in use, and no mount, unless long after.
    private func isFree(_ number: UInt64, _ users: Users) throws(StoreError) -> Bool {
        let batch = try quarantine.batch(number)
        guard let made = batch.made else { return users.writers.isEmpty && !users.isMounted }
        guard users.writers.isDisjoint(with: batch.writers) else { return false }
        let age = repository.now.milliseconds - made.milliseconds
        return !users.isMounted || age > QuarantinePurge.mountedMilliseconds
    }

    private func empty(
        _ number: UInt64, _ directory: Directory, into deleted: inout [GarbageObject]
    ) throws(FileError) {
        let objects = Result { () throws(StoreError) in try self.objects(in: number) }
        // What cannot be listed is emptied another time.
        guard case .success(let found) = objects else { return }
        var open: Set<Digest> = []
        for (object, place) in found where object.kind == .pack {
            if try isOpen(place, directory), let id = object.packID { open.insert(id) }
        }
        // An open pack keeps its index: a new worker finds its chunks by that.
        for (object, place) in found where !(object.packID.map(open.contains) ?? false) {
            guard try directory.dropFile(place.text) else { continue }
            deleted.append(object)
            guard object.kind == .pack, let id = object.packID else { continue }
            // One that cannot be looked at is left to another time.
            guard
                case .success(let proof?) = Result(catching: { () throws(StoreError) in
                    try self.proof(of: id)
                })
            else { continue }
            if try directory.dropFile(proof.key.text) { deleted.append(proof) }
        }
        guard open.isEmpty else { return }
        _ = try directory.dropFile(Quarantine.record(of: number).text)
        try directory.dropEmptyDirectory("\(Quarantine.home)/\(number)")
    }

    /// Readers hold the packs they read locked.
    private func isOpen(_ place: ObjectKey, _ directory: Directory) throws(FileError) -> Bool {
        if Sabotage.deletesOpenPacks { return false }
        do throws(FileError) {
            return try !directory.openFile(place.text).tryLock(.exclusive)
        } catch {
            if error.errno == .noSuchFileOrDirectory { return false }
            throw error
        }
    }

    private func objects(
        in number: UInt64
    ) throws(StoreError) -> [(object: GarbageObject, place: ObjectKey)] {
        var found: [(object: GarbageObject, place: ObjectKey)] = []
        for key in try quarantine.objects(in: number) {
            let place = Quarantine.place(of: key, in: number)
            guard let size = try repository.storage.information(place)?.size else { continue }
            found.append((GarbageObject(key: key, kind: .of(key), bytes: size), place))
        }
        return found
    }
}

extension GarbageObject {
    /// The pack that this is the file or the index of.
    var packID: Digest? {
        switch kind {
        case .pack: ObjectLayout.digest(in: key.lastComponent, suffix: ".pack")
        case .index: ObjectLayout.digest(in: key.lastComponent, suffix: ".idx")
        case .manifest, .signature, .cache, .temporary, .lease: nil
        }
    }
}

extension GarbageObject.Kind {
    /// The kind of an object that was moved aside.
    static func of(_ key: ObjectKey) -> GarbageObject.Kind {
        if key.text.hasSuffix(".pack") { return .pack }
        if key.text.hasSuffix(".idx") { return .index }
        return key.text.hasPrefix("signatures/") ? .signature : .manifest
    }
}
