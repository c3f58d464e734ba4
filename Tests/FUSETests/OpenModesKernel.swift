import FUSE
import FileIO
import Synchronization
import SystemPackage

/// What the kernel would make of the answers to OPEN: it refuses to mix the modes of a node, and
/// backing ids that it does not know.
final class OpenModesKernel: BackingFiles {
    struct State {
        var nextID: Int32 = 1
        var ids: Set<Int32> = []
        /// Files that are open, by their handles.
        var opens: [UInt64: (node: UInt64, mode: OpenMode)] = [:]
    }

    let state = Mutex(State())
    /// Called before and after each call; a worker might die there.
    private let atCall: @Sendable () -> Void

    init(_ state: State = State(), atCall: @escaping @Sendable () -> Void = {}) {
        self.state.withLock { $0 = state }
        self.atCall = atCall
    }

    func register(_ file: Int32) throws(Errno) -> Int32 {
        atCall()
        defer { atCall() }
        return state.withLock { state in
            state.ids.insert(state.nextID)
            state.nextID += 1
            return state.nextID - 1
        }
    }

    func drop(_ id: Int32) {
        atCall()
        state.withLock { _ = $0.ids.remove(id) }
        atCall()
    }

    /// Takes an answer; false where a reader would get EIO.
    func accept(_ mode: OpenMode, of node: UInt64, as handle: UInt64) -> Bool {
        state.withLock { state in
            if case .passthrough(let id) = mode, !state.ids.contains(id) { return false }
            let others = state.opens.values.filter { $0.node == node }
            guard others.allSatisfy({ $0.mode == mode }) else { return false }
            state.opens[handle] = (node, mode)
            return true
        }
    }

    /// The last user of a file is gone; RELEASE follows.
    func close(_ handle: UInt64) { state.withLock { state in state.opens[handle] = nil } }
}
