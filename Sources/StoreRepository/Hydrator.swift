import FileIO
import Hashing
import StoreInterface
package import StoreModel
import Synchronization

/// Hashes plain copies, and makes those that are wanted, on one thread of its own: no request ever
/// waits for it, and until a copy is ready its blob is read from chunks.
package final class Hydrator: Sendable {
    /// A blob that could not have its copy is not tried again for so long, in milliseconds: a full
    /// disk or a full budget stays so for a while, and each try may cost a whole file.
    private static let pause: Int64 = 60_000

    private enum Task: Hashable {
        case begin
        /// Hash the copy that stands there; make it only if it is not sound.
        case use(SizedBlob)
        /// Hash the copy, or make it.
        case make(SizedBlob)

        var blob: SizedBlob? {
            switch self {
            case .begin: nil
            case .use(let blob), .make(let blob): blob
            }
        }
    }

    private struct State {
        var tasks: [Task] = []
        var waiting: Set<Task> = []
        var isBusy = false
        var isEnded = false
        var hasReported = false
        /// Until when blobs are left alone, by `Waiting.monotonicMilliseconds`.
        var refused: [SizedBlob: Int64] = [:]
    }

    package let checked: CheckedCopies
    private let repository: Repository
    private let policy: HydrationPolicy
    private let budget: CopyBudget
    private let model: ModelName?
    private let report: @Sendable (String) -> Void
    private let state = Condition(State())

    /// Nil for a store that is no directory.
    ///
    /// - Parameters:
    ///   - model: the one model that the mount shows; nil: all.
    ///   - report: gets one line, the first time that a copy cannot be made.
    package init?(
        _ repository: Repository, policy: HydrationPolicy, budget: CopyBudget, model: ModelName?,
        report: @escaping @Sendable (String) -> Void
    ) {
        guard let copies = PlainCopies(of: repository) else { return nil }
        checked = CheckedCopies(copies)
        self.repository = repository
        self.policy = policy
        self.budget = budget
        self.model = model
        self.report = report
    }

    /// Starts the thread, which trims the cache to the budget and, by the policy `promote`, looks to the
    /// copies of what is active.
    package func begin() throws(StoreError) {
        add(.begin)
        try attempting("cannot start a thread for plain copies") { () throws(FileError) in
            _ = try BlockingThread { [self] in while let task = next() { perform(task) } }
        }
    }

    /// Ends the thread after what it is doing now.
    package func end() { state.update { $0.isEnded = true } }

    /// Waits until there is nothing to do. For tests.
    package func settle() {
        state.wait(until: { $0.tasks.isEmpty && !$0.isBusy }) { _ in }
    }

    /// Somebody reads the blob from its chunks.
    func note(readingOf blob: SizedBlob) {
        switch policy {
        case .open: add(.make(blob))
        case .promote: add(.use(blob))
        case .never: return
        }
    }

    private func add(_ task: Task) {
        state.update { state in
            if let blob = task.blob, isRefused(blob, &state) { return }
            if state.waiting.insert(task).inserted { state.tasks.append(task) }
        }
    }

    private func isRefused(_ blob: SizedBlob, _ state: inout State) -> Bool {
        guard let end = state.refused[blob] else { return false }
        if end > Waiting.monotonicMilliseconds { return true }
        state.refused[blob] = nil
        return false
    }

    private func next() -> Task? {
        state.update { $0.isBusy = false }
        return state.wait(until: { !$0.tasks.isEmpty || $0.isEnded }) { state in
            guard !state.isEnded else { return nil }
            state.isBusy = true
            let task = state.tasks.removeFirst()
            state.waiting.remove(task)
            return task
        }
    }

    private func perform(_ task: Task) {
        do throws(StoreError) {
            switch task {
            case .begin: try prepare()
            case .use(let blob): try use(blob)
            case .make(let blob): try make(blob)
            }
        } catch {
            if let blob = task.blob { refuse(blob) }
            warn(error.message)
        }
    }

    private func prepare() throws(StoreError) {
        if policy == .promote {
            let active = try repository.blobs(behind: [.active], of: model)
            for blob in active.filter(\.isWorthCopying).sorted(by: { $0.size > $1.size }) {
                add(.make(blob))
            }
        }
        _ = try room(for: [])
    }

    private func use(_ blob: SizedBlob) throws(StoreError) {
        if checked.open(blob) != nil { return }
        if try !checked.check(blob), try checked.copies.hasCopy(blob) { try make(blob) }
    }

    private func make(_ blob: SizedBlob) throws(StoreError) {
        if checked.open(blob) != nil { return }
        if try checked.check(blob) { return }
        if try !checked.copies.hasCopy(blob) {
            guard try room(for: [blob]) == [blob] else {
                throw StoreError(.noSpace, "the cache of plain copies is full")
            }
        }
        try checked.copies.fill(blob)
        _ = try checked.check(blob)
    }

    private func room(for wanted: [SizedBlob]) throws(StoreError) -> [SizedBlob] {
        defer { checked.forgetRemoved() }
        return try budget.makeRoom(
            for: wanted, in: checked.copies,
            pinned: { () throws(StoreError) in try repository.pinnedBlobs() },
            lastUse: { checked.lastUse(of: $0) })
    }

    private func refuse(_ blob: SizedBlob) {
        let end = Waiting.monotonicMilliseconds + Hydrator.pause
        state.update { $0.refused[blob] = end }
    }

    private func warn(_ reason: String) {
        let isFirst = state.update { state in
            defer { state.hasReported = true }
            return !state.hasReported
        }
        if isFirst { report("files are read without plain copies: \(reason)") }
    }
}
