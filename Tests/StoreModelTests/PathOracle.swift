import StoreModel

/// What must hold of paths in a version, said once more in other words than `ManifestPath` says it.
/// Asked by the fuzzer (Tests/Fuzz), which is built with this file, and by the replay of its corpus.
enum PathOracle {
    /// What is wrong with how these paths, separated by NUL, are taken as the files of a tree.
    static func fault(paths bytes: [UInt8]) -> String? {
        let paths = bytes.split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var set = PathSet()
        var accepted: [String] = []
        for path in paths {
            do throws(StoreError) {
                try set.insert(path, kind: .file)
                accepted.append(path)
            } catch {
                guard error.code == .integrity, !error.message.isEmpty else {
                    return "it is refused as \(error.code)"
                }
            }
            if ManifestPath.objection(to: path) == nil, let fault = fault(path: path) {
                return fault
            }
        }
        if let fault = fault(tree: accepted) { return fault }
        for path in accepted {
            // Whether, not why.
            guard (try? set.insert(path, kind: .file)) == nil else { return "a path stands twice" }
        }
        return nil
    }

    /// What is wrong with files or empty directories of one tree.
    static func fault(tree paths: [String]) -> String? {
        var taken: Set<[UInt8]> = []
        for path in paths {
            if let fault = fault(path: path) { return fault }
            guard taken.insert(folded(path)).inserted else { return "two paths are one name" }
        }
        for path in taken {
            for slash in path.indices
            where path[slash] == 0x2F && taken.contains(Array(path[..<slash])) {
                return "a file is a directory too"
            }
        }
        return nil
    }

    /// ASCII alone: what other scripts fold to is for `ManifestPathTests`.
    private static func folded(_ path: String) -> [UInt8] {
        path.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
    }

    /// By bytes: a mark behind a slash makes one character of both, and stays a name of its own.
    private static func fault(path: String) -> String? {
        let parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        guard path.utf8.count <= 4096, parts.count <= 64 else { return "it is too long" }
        for part in parts {
            guard (1...255).contains(part.count) else { return "a name of no or many bytes" }
            guard Array(part) != Array(".".utf8), Array(part) != Array("..".utf8) else {
                return "a name that leads elsewhere"
            }
            guard !part.contains(0x5C) else { return "a backslash" }
        }
        for scalar in path.unicodeScalars where isHidden(scalar) {
            return "a character that nobody sees"
        }
        return nil
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" || scalar == "\t" { return false }
        return scalar.properties.generalCategory == .control
            || scalar.properties.generalCategory == .lineSeparator
            || scalar.properties.generalCategory == .paragraphSeparator
            || scalar.properties.isBidiControl
    }
}
