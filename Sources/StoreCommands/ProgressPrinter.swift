import FileIO
import StoreModel
package import StoreOperations
import Synchronization

/// Shows progress on stderr, and never blocks: a frame that does not fit is dropped.
package final class ProgressPrinter: ProgressObserver {
    package enum Form: Sendable {
        /// One line that is drawn over, at most ten times a second.
        case line
        /// A line every 10 s, or every 10 % but no more than one a second.
        case milestones
        /// The same as JSON.
        case jsonLines
    }

    struct State {
        var phase: ProgressEvent.Phase?
        var began: Int64 = 0
        var shown: Int64 = 0
        var shownTenth: UInt64 = 0
        var isDrawn = false
    }

    private let form: Form
    private let clock: @Sendable () -> Int64
    private let sink: @Sendable (String) -> Void
    private let state = Mutex(State())

    package convenience init(_ form: Form) {
        self.init(form, clock: { Waiting.monotonicMilliseconds }) {
            StandardStream.error.offer($0, withinMilliseconds: 0)
        }
    }

    /// - Parameter clock: milliseconds.
    package init(
        _ form: Form, clock: @escaping @Sendable () -> Int64,
        sink: @escaping @Sendable (String) -> Void
    ) {
        self.form = form
        self.clock = clock
        self.sink = sink
    }

    /// Wipes the line that is drawn over.
    deinit {
        if state.withLock({ $0.isDrawn }) { sink("\r\u{1B}[K") }
    }

    package func advance(_ event: ProgressEvent) {
        let now = clock()
        let elapsed = state.withLock { $0.admits(event, at: now, form) }
        if let elapsed { sink(frame(event, elapsed: elapsed)) }
    }

    private func frame(_ event: ProgressEvent, elapsed: Double) -> String {
        if form == .jsonLines {
            let line: JSON = .object([
                "type": "progress", "phase": .string(event.phase.rawValue),
                "bytes_done": .integer(Int64(event.bytesDone)),
                "bytes_total": event.bytesTotal.map { .integer(Int64($0)) } ?? .null,
            ])
            return line.canonicalText + "\n"
        }
        var text = "\(event.phase.rawValue) \(Humane.bytes(event.bytesDone))"
        if let total = event.bytesTotal, total > 0 {
            text += " of \(Humane.bytes(total)), \(event.bytesDone * 100 / total) %"
        }
        let rate = elapsed > 0.2 ? Double(event.bytesDone) / elapsed : 0
        if rate >= 1 {
            text += ", \(Humane.bytes(UInt64(rate)))/s"
            if let total = event.bytesTotal, total > event.bytesDone {
                text += ", \(Humane.duration(Double(total - event.bytesDone) / rate)) left"
            }
        }
        return form == .line ? "\r" + text + "\u{1B}[K" : text + "\n"
    }
}

extension ProgressPrinter.State {
    /// Seconds since the phase began if the event is to be shown; nil if not.
    mutating func admits(
        _ event: ProgressEvent, at now: Int64, _ form: ProgressPrinter.Form
    ) -> Double? {
        if phase != event.phase {
            phase = event.phase
            began = now
            shown = now
            shownTenth = 0
        }
        let waited = now - shown
        let total = event.bytesTotal ?? 0
        let tenth = total > 0 ? event.bytesDone * 10 / total : 0
        switch form {
        case .line:
            guard waited >= 100 || !isDrawn else { return nil }
            isDrawn = true
        case .milestones, .jsonLines:
            guard waited >= 10_000 || (tenth > shownTenth && waited >= 1000) else { return nil }
        }
        shown = now
        shownTenth = tenth
        return Double(now - began) / 1000
    }
}
