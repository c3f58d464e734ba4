import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// The files that the kernel holds open, and when blobs were stored.
///
/// A read needs no open before it: a worker that took over a session is asked to read what its
/// predecessor opened. Such a file is opened on the way and stays until its first release.
final class OpenFiles: Sendable {
    /// Times are kept of at most this many files (about 2 MiB).
    private static let timeLimit = 1 << 16

    private struct Slot {
        let source: FileSource
        var opens: Int
    }

    private struct State {
        var slots: [NodeID: Slot] = [:]
        var times: [NodeID: Timestamp] = [:]
        var failures = 0
        var lastFailure = ""
    }

    private let blobs: any BlobOpener
    private let shelf: VersionShelf
    private let state = Mutex(State())

    init(blobs: any BlobOpener, shelf: VersionShelf) {
        self.blobs = blobs
        self.shelf = shelf
    }

    /// What was wrong with bytes that were asked for; nil if nothing ever was.
    var failure: String? {
        state.withLock { state in
            state.failures == 0
                ? nil : "\(state.failures) damaged reads, the last: \(state.lastFailure)"
        }
    }

    func open(_ node: NodeID, _ identity: NodeIdentity) throws(StoreError) {
        let isOpen = state.withLock { state in
            state.slots[node]?.opens += 1
            return state.slots[node] != nil
        }
        if isOpen { return }
        let source = try counted { () throws(StoreError) in try self.source(identity) }
        state.withLock { $0.slots[node, default: Slot(source: source, opens: 0)].opens += 1 }
    }

    func release(_ node: NodeID) {
        state.withLock { state in
            guard let slot = state.slots[node] else { return }
            if slot.opens > 1 {
                state.slots[node]?.opens -= 1
            } else {
                state.slots[node] = nil
            }
        }
    }

    func read(
        _ node: NodeID, _ identity: () throws(StoreError) -> NodeIdentity, at offset: UInt64,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        let source = try self.source(of: node, identity)
        return try counted { () throws(StoreError) in try source.read(at: offset, into: buffer) }
    }

    /// When a blob was first stored; nil if the blob is damaged.
    func stored(_ node: NodeID, _ content: FileContent) throws(StoreError) -> Timestamp? {
        if let known = state.withLock({ $0.times[node] }) { return known }
        let time: Timestamp
        do throws(StoreError) {
            time = try blobs.timeStored(content.sha256, size: content.size)
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            return nil
        }
        state.withLock { state in
            if state.times.count >= OpenFiles.timeLimit { state.times.removeAll() }
            state.times[node] = time
        }
        return time
    }

    private func source(
        of node: NodeID, _ identity: () throws(StoreError) -> NodeIdentity
    ) throws(StoreError) -> FileSource {
        if let open = state.withLock({ $0.slots[node]?.source }) { return open }
        let identity = try identity()
        let source = try counted { () throws(StoreError) in try self.source(identity) }
        return state.withLock { state in
            state.slots[node, default: Slot(source: source, opens: 0)].source
        }
    }

    private func source(_ identity: NodeIdentity) throws(StoreError) -> FileSource {
        switch identity {
        case .file(let content):
            return .blob(try blobs.openBlob(content.sha256, size: content.size))
        case .document(let manifest):
            return .document(try shelf.document(manifest))
        case .root, .models, .place, .directory, .link:
            throw StoreError(.badInput, "not a regular file")
        }
    }

    /// Runs `body` and remembers damage for the health report. A blob that is absent is damage too.
    private func counted<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        do throws(StoreError) {
            return try body()
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            state.withLock { state in
                state.failures += 1
                state.lastFailure = error.message
            }
            throw StoreError(.integrity, error.message, fix: error.fix, cause: error.cause)
        }
    }
}
