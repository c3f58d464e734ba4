import Chunking
import Synchronization

/// Deals out segments in order.
final class PushItems: Sendable {
    private struct Cursor {
        var sequence = 0
        var file = 0
        var segment: UInt64 = 0
        var running: RunningDigest?
    }

    private let files: [SourceFile]
    private let plans: [CutPlan]
    private let cursor = Mutex(Cursor())

    /// Reads the files' headers.
    init(files: [SourceFile]) {
        self.files = files
        let plans = PushPlans(files: files)
        self.plans = files.map(plans.plan)
    }

    /// The next segment; an empty file has one item, without a segment.
    func next() -> PushItem? {
        cursor.withLock { cursor in
            guard cursor.file < files.count else { return nil }
            let plan = plans[cursor.file]
            if cursor.segment == 0 {
                cursor.running = plan.segmentCount > 1 ? RunningDigest() : nil
            }
            let item = PushItem(
                sequence: cursor.sequence, file: files[cursor.file], plan: plan,
                segment: plan.segmentCount == 0 ? nil : plan.segment(cursor.segment),
                number: cursor.segment, running: cursor.running)
            cursor.sequence += 1
            cursor.file += item.isLast ? 1 : 0
            cursor.segment = item.isLast ? 0 : cursor.segment + 1
            return item
        }
    }
}
