/// The inputs that fuzzing one target begins with, and those that it once found something with:
/// Tests/Fuzz/TARGET/corpus.
package enum FuzzInputs {
    /// Each by its name, whole first, then cut off and changed at a few places, the same every time.
    package static func variants(
        of target: String, each count: Int = 12
    ) throws -> [(name: String, bytes: [UInt8])] {
        let directory = "Tests/Fuzz/\(target)/corpus"
        var variants: [(name: String, bytes: [UInt8])] = []
        for name in try PackageRoot.names(in: directory) {
            let whole = try PackageRoot.bytes(of: "\(directory)/\(name)")
            variants.append((name, whole))
            guard !whole.isEmpty else { continue }
            var random = SeededRandom(seed: UInt64(whole.count))
            for _ in 0..<count {
                variants.append((name, Array(whole.prefix(random.below(whole.count)))))
                var changed = whole
                for _ in 0...random.below(3) {
                    changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
                }
                variants.append((name, changed))
            }
        }
        return variants
    }
}
