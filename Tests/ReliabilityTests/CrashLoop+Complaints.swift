import FileIO
import Glibc
import StoreModel
import TestSupport

extension CrashLoop {
    /// What each injected error means to somebody who runs `store`: its code, and the kernel's words.
    static let meanings: [String: (code: String, words: String)] = [
        "eio": ("E_IO", "Input/output error"),
        "enospc": ("E_NO_SPACE", "No space left on device"),
        "edquot": ("E_NO_SPACE", "Disk quota exceeded"),
        "emfile": ("E_LIMIT", "Too many open files"),
        "enomem": ("E_LIMIT", "Cannot allocate memory"),
        "erofs": ("E_PERMISSION", "Read-only file system"),
    ]

    /// What is wrong with how a command failed that ran with `fault` and `--json`: its words must say
    /// what happened, and nothing of it may be left. No complaint if it did not fail, or was killed.
    func complaints(
        about outcome: TestSupport.ChildOutcome, with fault: String, on store: String
    ) throws -> [String] {
        guard case .exited(let code) = outcome.ending else { return [] }
        var found: [String] = []
        // A disk that fails for good cannot be cleaned up either.
        let litter = fault.hasSuffix("*") ? [] : try playground.litter(store)
        if !litter.isEmpty { found.append("left behind \(litter)") }
        let effect = fault.split(separator: ":").last.map { $0.filter { $0 != "*" } } ?? ""
        guard code != 0, let meaning = CrashLoop.meanings[effect] else { return found }
        let last = outcome.errorText.split(separator: "\n").last.map { Array($0.utf8) } ?? []
        // Anything else than the document is what is complained about.
        let document = try? JSONParser.parse(last)
        // A copy that cannot be read mends nothing: repair says what it could not mend.
        if scenario.name == "repair", document?["code"]?.string == "E_PARTIAL" { return found }
        let message = document?["message"]?.string ?? ""
        if document?["code"]?.string != meaning.code || !message.contains(meaning.words)
            || document?["exit"]?.integer != Int64(code)
        {
            found.append("exit \(code) with \(outcome.errorText)")
        }
        return found
    }
}
