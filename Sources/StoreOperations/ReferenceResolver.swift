import Hashing
package import StoreInterface
package import StoreModel

/// Finds the version that a reference means in one model, as of one state of its journal.
///
/// A name is looked up as a ref, then as an exact id, then as a digest or its unique prefix of at
/// least 8 digits. Refs and ids never collide, because `tag` and `push` refuse it.
package struct ReferenceResolver: Sendable {
    /// Fewer digits of a digest are too likely to be somebody's id.
    package static let shortestPrefix = 8

    private let catalogue: any VersionCatalogue
    private let state: ModelState

    package init(_ catalogue: any VersionCatalogue, state: ModelState) {
        self.catalogue = catalogue
        self.state = state
    }

    /// The version; throws `notFound` with what is close, or `ambiguous` with the candidates.
    package func resolve(_ target: Reference.Target) throws(StoreError) -> VersionEntry {
        switch target {
        case .name(let text): try named(text)
        case .latestMinus(let back): try earlier(back)
        case .activeAt(let time): try active(at: time)
        case .number(let number): try numbered(number)
        }
    }

    private func named(_ text: String) throws(StoreError) -> VersionEntry {
        if let name = try? RefName(text) {  // what cannot be a ref may still be an id
            if let target = state.refs[name] { return try entry(target, of: text) }
            if RefName.builtIn.contains(name) { throw unset(name) }
        }
        if let entry = state.entries.first(where: { $0.id.text == text }) {
            return try available(entry)
        }
        return try digest(text)
    }

    private func digest(_ text: String) throws(StoreError) -> VersionEntry {
        let isHex = text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard isHex, text.utf8.count >= ReferenceResolver.shortestPrefix else {
            throw unknown(text)
        }
        var matches = state.versions.filter { $0.manifest.hex.hasPrefix(text) }
        if matches.isEmpty { matches = state.entries.filter { $0.manifest.hex.hasPrefix(text) } }
        guard let first = matches.first else { throw unknown(text) }
        guard matches.count == 1 else {
            let names = matches.prefix(10).map { "\($0.id) (\($0.manifest.short))" }
            throw StoreError(
                .ambiguous,
                "\(text) is the beginning of \(matches.count) digests in \(state.model): "
                    + names.joined(separator: ", "),
                fix: "give more digits, or an id: \(first.id)")
        }
        return try available(first)
    }

    private func earlier(_ back: Int) throws(StoreError) -> VersionEntry {
        guard back < state.versions.count else {
            throw StoreError(
                .notFound,
                "\(state.model) has \(state.versions.count) versions: there is no latest~\(back)",
                fix: "store list --model \(state.model)")
        }
        return state.versions[state.versions.count - 1 - back]
    }

    private func active(at time: Timestamp) throws(StoreError) -> VersionEntry {
        let history = History(catalogue, of: state)
        guard let record = try history.record(asOf: time), let target = record.refs[.active] else {
            throw StoreError(
                .notFound, "nothing was active in \(state.model) at \(time)",
                fix: "store log --model \(state.model)")
        }
        return try entry(target, of: "active@{\(time)}")
    }

    private func numbered(_ number: UInt64) throws(StoreError) -> VersionEntry {
        guard let entry = state.entries.first(where: { $0.number == number }) else {
            throw StoreError(
                .notFound, "\(state.model) has no version #\(number)",
                fix: "store list --model \(state.model)")
        }
        return try available(entry)
    }

    /// What was removed is not found, and says why.
    private func available(_ entry: VersionEntry) throws(StoreError) -> VersionEntry {
        guard let generation = entry.removedAt else { return entry }
        throw StoreError(
            .notFound,
            "\(entry.id) of \(state.model) was removed by generation \(generation)",
            fix: "store list --model \(state.model)")
    }

    private func entry(_ target: RefTarget, of text: String) throws(StoreError) -> VersionEntry {
        guard let entry = state.entry(target.version) else {
            throw StoreError(
                .integrity, "\(text) of \(state.model) names \(target.version), which is unknown",
                fix: "store verify --all --repair")
        }
        return try available(entry)
    }

    private func unset(_ name: RefName) -> StoreError {
        switch name {
        case .active:
            StoreError(
                .notFound, "nothing is active in \(state.model)",
                fix: "store promote latest -m REASON --model \(state.model)")
        case .previous:
            StoreError(
                .notFound, "\(state.model) has no previous version: nothing was active before",
                fix: "store log --model \(state.model)")
        default:
            StoreError(.notFound, "\(state.model) has no \(name)", fix: "store push DIR")
        }
    }

    private func unknown(_ text: String) -> StoreError {
        let names = state.versions.map(\.id.text) + state.refs.keys.map(\.text)
        let close = Closeness.suggestions(for: text, among: names)
        let hint =
            close.isEmpty ? "store list --model \(state.model)" : close.joined(separator: ", ")
        return StoreError(
            .notFound, "\(state.model) has no version or ref \(quoted(text))", fix: hint)
    }
}
