import Glibc

/// Checks a trace against the rules of durable order (docs/design.md, "Durable creation"):
///
/// 1. a file is linked only after an fsync that followed its last write;
/// 2. an index, a manifest or a record is linked only when everything linked before is durable: the
///    directory of each earlier name has been fsynced;
/// 3. at the end, every name is durable;
/// 4. an fsync that failed is never tried again on the same file;
/// 5. nothing is written to a file that has a name;
/// 6. nothing is renamed except by repair;
/// 7. no manifest is linked after a record: a record that stands names what stands;
/// 8. no index is linked before its pack: an index that stands speaks of what stands.
///
/// Leases, their directory and that of temporaries mean nothing after a power cut: 1 to 3 do not hold
/// for them.
struct OrderOracle {
    private struct File {
        var isDirty = false
        var isSynced = false
        var hasFailedSync = false
        var isLinked = false
    }

    private var files: [String: File] = [:]
    /// Directories with names that are not durable yet.
    private var pending: [String: String] = [:]
    private(set) var violations: [String] = []
    private var hasRecord = false
    /// The names of packs that stand, without their endings.
    private var packs: Set<Substring> = []

    /// What a trace did wrong; empty for a good one.
    static func violations(in events: [TraceEvent]) -> [String] {
        var oracle = OrderOracle()
        for event in events { oracle.take(event) }
        for (directory, name) in oracle.pending {
            oracle.violations.append("\(name) was acknowledged before \(directory) was fsynced")
        }
        return oracle.violations
    }

    private mutating func take(_ event: TraceEvent) {
        switch event.call {
        case "open" where event.subject.hasSuffix("(temporary)") && event.isSuccess:
            files["fd \(event.result)"] = File()
        case "write": take(write: event)
        case "fsync": take(sync: event)
        case "link": take(link: event)
        case "mkdir" where event.isSuccess && !OrderOracle.isForNow(event.subject):
            pending[OrderOracle.parent(event.subject)] = event.subject
        case "rename": violations.append("renamed: \(event.subject)")
        default: break
        }
    }

    private mutating func take(write event: TraceEvent) {
        guard files[event.subject] != nil else { return }
        if files[event.subject]?.isLinked == true {
            violations.append("wrote to \(event.subject) after it had a name")
        }
        files[event.subject]?.isDirty = true
        files[event.subject]?.isSynced = false
    }

    private mutating func take(sync event: TraceEvent) {
        if files[event.subject] != nil {
            if files[event.subject]?.hasFailedSync == true {
                violations.append("tried fsync again on \(event.subject)")
            }
            files[event.subject]?.isSynced = event.isSuccess
            files[event.subject]?.hasFailedSync = !event.isSuccess
            if event.isSuccess { files[event.subject]?.isDirty = false }
        } else if event.isSuccess {
            pending[OrderOracle.normal(event.subject)] = nil
        }
    }

    private mutating func take(link event: TraceEvent) {
        let parts = event.subject.split(separator: " -> ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        let name = parts[1]
        take(pack: name, event)
        guard event.isSuccess else { return }
        if hasRecord, name.contains("/manifests/") {
            violations.append("linked \(name) after the record that names it")
        }
        hasRecord = hasRecord || name.contains("/@journal/")
        files[parts[0]]?.isLinked = true
        if OrderOracle.isForNow(OrderOracle.parent(name)) { return }
        if files[parts[0]]?.isSynced != true {
            violations.append("linked \(name) before its bytes were durable")
        }
        if dependsOnEarlierNames(name) {
            for (directory, earlier) in pending {
                violations.append("linked \(name) before \(earlier) in \(directory) was durable")
            }
        }
        pending[OrderOracle.parent(name)] = name
    }

    /// A pack or an index is linked, or stood there before.
    private mutating func take(pack name: String, _ event: TraceEvent) {
        guard event.isSuccess || event.errno == Int(EEXIST) else { return }
        let last = name[(name.lastIndex(of: "/") ?? name.startIndex)...]
        if last.hasSuffix(".pack") { packs.insert(last.dropLast(5)) }
        if last.hasSuffix(".idx"), !packs.contains(last.dropLast(4)) {
            violations.append("linked \(name) before its pack")
        }
    }

    private func dependsOnEarlierNames(_ name: String) -> Bool {
        name.hasSuffix(".idx") || name.contains("/manifests/") || name.contains("/@journal/")
    }

    private static func parent(_ path: String) -> String {
        normal(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    }

    private static func isForNow(_ directory: String) -> Bool {
        directory.hasSuffix("/leases") || directory.hasSuffix("/tmp")
    }

    /// "a/." is "a".
    private static func normal(_ path: String) -> String {
        path.hasSuffix("/.") ? normal(String(path.dropLast(2))) : path
    }
}
