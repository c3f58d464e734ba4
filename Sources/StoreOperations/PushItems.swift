import Chunking
import FileIO

/// Deals out segments in order.
///
/// A file is planned when its first segment is asked for, by the thread that asks, and nothing is kept
/// of the plan when its last has been dealt out: a header may name a hundred thousand tensors.
final class PushItems: Sendable {
    private struct Cursor {
        var sequence = 0
        var file = 0
        var segment: UInt64 = 0
        var running: RunningDigest?
        /// That of the file at hand; nil until it is made.
        var plan: CutPlan?
        /// Some thread reads the header of the file at hand.
        var isPlanning = false
    }

    private enum Step {
        case deal(PushItem)
        case plan(SourceFile)
        case end
    }

    private let files: [SourceFile]
    private let plans: PushPlans
    private let cursor = Condition(Cursor())

    /// Reads the headers of models that keep tensors in other files.
    init(files: [SourceFile]) {
        self.files = files
        plans = PushPlans(files: files)
    }

    /// The next segment; an empty file has one item, without a segment.
    func next() -> PushItem? {
        while true {
            switch cursor.wait(until: { !$0.isPlanning }, step) {
            case .deal(let item): return item
            case .end: return nil
            case .plan(let file):
                let plan = plans.plan(for: file)
                cursor.update { cursor in
                    cursor.plan = plan
                    cursor.running = plan.segmentCount > 1 ? RunningDigest() : nil
                    cursor.isPlanning = false
                }
            }
        }
    }

    private func step(_ cursor: inout Cursor) -> Step {
        guard cursor.file < files.count else { return .end }
        guard let plan = cursor.plan else {
            cursor.isPlanning = true
            return .plan(files[cursor.file])
        }
        let item = PushItem(
            sequence: cursor.sequence, file: files[cursor.file], plan: plan,
            segment: plan.segmentCount == 0 ? nil : plan.segment(cursor.segment),
            number: cursor.segment, running: cursor.running)
        cursor.sequence += 1
        cursor.segment += 1
        if item.isLast {
            cursor.file += 1
            cursor.segment = 0
            cursor.plan = nil
            cursor.running = nil
        }
        return .deal(item)
    }
}
