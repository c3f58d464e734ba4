package import FileIO
import Sabotage
import Synchronization
package import SystemPackage

/// How the files of a mount are open, and with which backing files. A node's mode is decided by its
/// first open and stays until its last release, whichever worker they meet: the kernel answers EIO to
/// an open in another mode, or with another backing file.
///
/// Every open is written down before it is answered, every release before its backing id is dropped,
/// so what the kernel has is always a part of what is written. A handle is the name of the request
/// that asked for it: a request that is served twice, because a worker died over it, counts once.
package final class OpenModes: Sendable {
    /// Ids that dead workers may have registered without writing them down are among the newest: one
    /// for each worker that died so.
    private static let unwrittenIDs: Int32 = 64

    fileprivate struct Node {
        let mode: OpenMode
        var opens: Int
    }

    fileprivate struct Slot {
        let line: Int
        let node: UInt64
    }

    fileprivate struct State {
        var use: PassthroughUse
        var backing: (any BackingFiles)?
        var nodes: [UInt64: Node] = [:]
        var slots: [UInt64: Slot] = [:]
        var freeLines: [Int] = []
        var lineCount = 0
    }

    private let policy: PassthroughPolicy
    private let records: OpenRecords
    private let state: Mutex<State>

    /// - Parameter records: what an earlier worker wrote, or nothing.
    package init(_ policy: PassthroughPolicy, records: consuming MemoryFile) {
        self.policy = policy
        self.records = OpenRecords(records)
        state = Mutex(State(use: policy == .never ? .never : .unsupported))
    }

    package var use: PassthroughUse { state.withLock { $0.use } }

    /// Files that the kernel reads by itself now.
    package var passedThrough: Int {
        state.withLock { $0.nodes.values.count { $0.mode != .cached } }
    }

    /// Whether to ask for passthrough at INIT, where the kernel offers it.
    var wantsPassthrough: Bool { policy == .auto && Privilege.administersSystem }

    /// Takes over what an earlier worker wrote; INIT has been answered, and no request served yet.
    ///
    /// - Parameter isOffered: the kernel knows passthrough.
    package func begin(with backing: any BackingFiles, isOffered: Bool) throws(FileError) {
        guard policy == .auto else { return }
        let lines = Sabotage.forgetsOpenFiles ? [] : try records.load()
        try state.withLock { state throws(FileError) in
            state.backing = backing
            for (line, record) in lines.enumerated() {
                try adopt(record, at: line, &state)
            }
            state.use =
                if !isOffered {
                    .unsupported
                } else if !Privilege.administersSystem {
                    .unprivileged
                } else {
                    reclaim(backing, but: state) ? .on : .refused
                }
        }
    }

    private func adopt(
        _ record: OpenRecord, at line: Int, _ state: inout State
    ) throws(FileError) {
        state.lineCount = line + 1
        switch record.kind {
        case .free: state.freeLines.append(line)
        case .condemned: try drop(record.mode, of: line, &state)
        case .open:
            state.slots[record.handle] = Slot(line: line, node: record.node)
            state.nodes[record.node, default: Node(mode: record.mode, opens: 0)].opens += 1
        }
    }

    /// Drops ids that nobody wrote down. Registers the records themselves for it, which also tells
    /// whether the kernel takes files from this process.
    private func reclaim(_ backing: any BackingFiles, but state: State) -> Bool {
        // Whatever the reason is, files are read by way of the worker.
        guard let newest = try? backing.register(records.number) else { return false }
        let known = Set(state.nodes.values.map(\.mode))
        for id in max(1, newest - OpenModes.unwrittenIDs)..<newest
        where !known.contains(.passthrough(id)) {
            backing.drop(id)
        }
        backing.drop(newest)
        return true
    }

    /// Decides how `node` is opened, and writes it down.
    ///
    /// - Parameters:
    ///   - handle: the name of the request.
    ///   - plainFile: gives the file to read from, if there is one; asked only where it decides.
    package func open(
        _ node: UInt64, handle: UInt64, _ plainFile: () -> FileReader?
    ) throws(Errno) -> OpenMode {
        guard policy == .auto else { return .cached }
        let known = try state.withLock { state throws(Errno) in
            try join(node, handle, &state)
        }
        if let known { return known }
        let file = state.withLock { $0.canRegister } ? plainFile() : nil
        return try state.withLock { state throws(Errno) in
            if let known = try join(node, handle, &state) { return known }
            let mode = register(file, &state)
            do throws(Errno) {
                try write(handle, node, mode, &state)
            } catch {
                if case .passthrough(let id) = mode { state.backing?.drop(id) }
                throw error
            }
            return mode
        }
    }

    /// The mode that the node has already, if it has one.
    private func join(
        _ node: UInt64, _ handle: UInt64, _ state: inout State
    ) throws(Errno) -> OpenMode? {
        guard let mode = state.nodes[node]?.mode else { return nil }
        if state.slots[handle] == nil { try write(handle, node, mode, &state) }
        return mode
    }

    private func register(_ file: FileReader?, _ state: inout State) -> OpenMode {
        guard let file, let backing = state.backing else { return .cached }
        do throws(Errno) {
            let id = try backing.register(file.number)
            state.use = .on
            return .passthrough(id)
        } catch {
            state.use = .refused
            return .cached
        }
    }

    private func write(
        _ handle: UInt64, _ node: UInt64, _ mode: OpenMode, _ state: inout State
    ) throws(Errno) {
        let line = state.freeLines.last ?? state.lineCount
        guard line < OpenRecords.limit else { throw .tooManyOpenFilesInSystem }
        do throws(FileError) {
            try records.put(OpenRecord(.open, handle: handle, node: node, mode: mode), at: line)
        } catch {
            throw error.errno
        }
        if state.freeLines.popLast() == nil { state.lineCount += 1 }
        state.slots[handle] = Slot(line: line, node: node)
        state.nodes[node, default: Node(mode: mode, opens: 0)].opens += 1
    }

    /// A handle is gone, or was never given out after all; returns the mode that it had, nil if it is
    /// not known.
    @discardableResult
    package func release(_ handle: UInt64) -> OpenMode? {
        state.withLock { state in
            guard let slot = state.slots.removeValue(forKey: handle),
                let node = state.nodes[slot.node]
            else { return nil }
            state.nodes[slot.node] =
                node.opens > 1 ? Node(mode: node.mode, opens: node.opens - 1) : nil
            let isLast = node.opens == 1
            do throws(FileError) {
                if isLast, node.mode != .cached { try condemn(slot, node.mode) }
                try drop(isLast ? node.mode : .cached, of: slot.line, &state)
            } catch {
                // Not used again by this worker; to the next one it says that the node stays as it is,
                // with a backing id that there still is.
            }
            return node.mode
        }
    }

    private func condemn(_ slot: Slot, _ mode: OpenMode) throws(FileError) {
        try records.put(
            OpenRecord(.condemned, handle: 0, node: slot.node, mode: mode), at: slot.line)
    }

    /// Drops a backing id, if there is one, and frees its line.
    private func drop(
        _ mode: OpenMode, of line: Int, _ state: inout State
    ) throws(FileError) {
        if case .passthrough(let id) = mode { state.backing?.drop(id) }
        try records.put(.free, at: line)
        state.freeLines.append(line)
    }
}

extension OpenModes.State {
    /// Whether it is worth looking for a file.
    fileprivate var canRegister: Bool { use == .on || use == .refused }
}
