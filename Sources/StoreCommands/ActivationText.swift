import StoreModel
import StoreOperations

/// What a promotion or a rollback changes, before and after it is committed.
struct ActivationText {
    private let console: Console

    init(_ console: Console) { self.console = console }

    /// `preview`, where it can be printed: a promotion must not fail because nobody sees it.
    func offerPreview(_ result: ActivationResult) {
        // The outcome goes the same way, and its failure is reported.
        try? preview(result)
    }

    /// From → to, with what it means.
    private func preview(_ result: ActivationResult) throws(StoreError) {
        guard !result.isUnchanged else { return }
        let difference = result.difference
        if console.mode == .pipe {
            return try console.say(
                "from\t\(result.from?.text ?? "-")\nto\t\(result.to.entry.id)\n"
                    + "files_changed\t\(difference.files.count)\n"
                    + "bytes_new\t\(difference.bytesNew)\nbytes_shared\t\(difference.bytesShared)\n"
                    + DifferenceText.metrics(difference, console)
                    + PolicyText.results(result.gates, console))
        }
        let arrow = "\(result.from?.text ?? "nothing") → \(result.to.entry.id)"
        try console.say(
            "\(result.model): \(console.palette.paint(arrow, .bold))\n"
                + "\(DifferenceText.summary(difference)); \(gates(result))\n"
                + DifferenceText.metrics(difference, console)
                + PolicyText.results(result.gates, console))
    }

    private func gates(_ result: ActivationResult) -> String {
        let passed = result.gates.count { $0.verdict == .passed }
        let other = result.gates.count - passed
        let signed =
            result.signatures.isEmpty
            ? "" : ", signed by " + result.signatures.map(\.name).joined(separator: " and ")
        let gates =
            result.gates.isEmpty
            ? "no gates"
            : Humane.count(passed, "gate") + " passed" + (other > 0 ? ", \(other) not" : "")
        return gates + signed
    }

    /// From → to, and every file that differs.
    func dryRun(_ result: ActivationResult) throws(StoreError) {
        try preview(result)
        try console.say(DifferenceText.files(result.difference, console))
    }

    /// What became of it.
    func outcome(_ result: ActivationResult) throws(StoreError) {
        try console.emit(
            result.json, quiet: result.to.entry.id.text, text: sentence(result) + "\n",
            done: result.commitment.isDryRun ? nil : sentence(result))
    }

    private func sentence(_ result: ActivationResult) -> String {
        let name = "\(result.model)@\(result.to.entry.id)"
        if result.isUnchanged { return "\(name) is active already; nothing was recorded" }
        if result.commitment.isDryRun { return "would make \(name) active" }
        return "\(name) is active (generation \(result.generation))"
    }
}
