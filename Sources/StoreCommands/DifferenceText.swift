import StoreModel
import StoreOperations

/// A difference as people read it.
enum DifferenceText {
    /// Every file and metric that differs, and the sums.
    static func whole(_ difference: VersionDifference, _ console: Console) -> String {
        guard !difference.isEmpty else {
            return console.mode == .terminal ? "no difference\n" : ""
        }
        var text = files(difference, console)
        let metrics = metrics(difference, console)
        if console.mode == .terminal {
            text += (text.isEmpty || metrics.isEmpty ? "" : "\n") + metrics
            text += "\n" + summary(difference) + "\n"
        } else {
            text += metrics
        }
        return text
    }

    /// Every file that differs.
    static func files(_ difference: VersionDifference, _ console: Console) -> String {
        var table = Table("", "PATH", "FROM", "TO")
        for change in difference.files {
            table.add(
                mark(change.kind), Cell(change.path), bytes(change.bytesFrom),
                bytes(change.bytesTo))
        }
        return console.text(table)
    }

    /// One line: files changed, bytes new and shared.
    static func summary(_ difference: VersionDifference) -> String {
        Humane.count(difference.files.count, "file") + " changed, "
            + "\(Humane.bytes(difference.bytesNew)) new, "
            + "\(Humane.bytes(difference.bytesShared)) shared"
    }

    /// The metrics that differ: name, from, to.
    static func metrics(_ difference: VersionDifference, _ console: Console) -> String {
        var table = Table("METRIC", "FROM", "TO", "CHANGE")
        for (name, change) in difference.metrics.sorted(by: { $0.key < $1.key }) {
            table.add(
                Cell("metrics." + name), .scalar(change.from), .scalar(change.to),
                Cell(delta(change)))
        }
        return console.text(table)
    }

    private static func delta(_ change: VersionDifference.MetricChange) -> String {
        guard let from = change.from?.double, let to = change.to?.double else { return "" }
        let delta = to - from
        guard delta.isFinite else { return "" }
        // Six digits: 0.1 + 0.2 must not show its binary tail.
        let rounded = (delta * 1e6).rounded() / 1e6
        let shown = rounded == 0 || !rounded.isFinite ? delta : rounded
        return (delta > 0 ? "+" : "") + JSON(shown).canonicalText
    }

    private static func mark(_ kind: FileChange.Kind) -> Cell {
        switch kind {
        case .added: Cell("added", style: .green)
        case .removed: Cell("removed", style: .red)
        case .changed: Cell("changed", style: .yellow)
        }
    }

    private static func bytes(_ count: UInt64?) -> Cell { count.map { .bytes($0) } ?? Cell("-") }
}
