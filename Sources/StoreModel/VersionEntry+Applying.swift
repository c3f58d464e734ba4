extension [VersionEntry] {
    /// Every version there ever was, by number, after one more record.
    package func applying(_ record: Transition) -> [VersionEntry] {
        var entries = self
        if let registered = record.version { entries.append(registered) }
        guard !record.removed.isEmpty else { return entries }
        let gone = Set(record.removed)
        return entries.map { entry in
            gone.contains(entry.id) ? entry.removed(at: record.generation) : entry
        }
    }
}
