import Sabotage

/// The rules of a path inside a version (design.md §4.7, reliability.md §3): relative, UTF-8,
/// nothing that means another place or looks like another name. Checked on push and on every read,
/// because a manifest that came from elsewhere is hostile.
package enum ManifestPath {
    package static let componentLimit = 255
    package static let lengthLimit = 4096
    package static let depthLimit = 64

    /// Why `path` may not stand in a manifest, or nil if it may.
    package static func objection(to path: String) -> String? {
        guard !path.isEmpty else { return "the path is empty" }
        guard path.utf8.count <= lengthLimit else { return "the path is longer than 4096 bytes" }
        guard path.utf8.first != UInt8(ascii: "/") else { return "the path is absolute" }
        var depth = 0
        for component in path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false) {
            depth += 1
            if let reason = objection(toComponent: component) { return reason }
        }
        guard depth <= depthLimit else { return "the path is deeper than 64 directories" }
        for scalar in path.unicodeScalars where isUnsafeInPath(scalar) {
            return "the name holds U+" + hex(scalar.value) + ", which hides or reorders text"
        }
        return nil
    }

    private static func objection(toComponent component: Substring.UTF8View) -> String? {
        if component.isEmpty { return "the path has an empty component" }
        if component.count > componentLimit { return "a name is longer than 255 bytes" }
        if component.elementsEqual(".".utf8)
            || component.elementsEqual("..".utf8) && !Sabotage.acceptsDotDot
        {
            return "the path has a '.' or '..' component"
        }
        if component.contains(0) { return "a name holds a NUL byte" }
        if component.contains(UInt8(ascii: "\\")) { return "a name holds a backslash" }
        return nil
    }

    /// Newlines and tabs are legal in names that training jobs make; what hides or reorders is not.
    private static func isUnsafeInPath(_ scalar: UnicodeScalar) -> Bool {
        scalar != "\n" && scalar != "\t" && isUnsafeInText(scalar)
    }

    /// The form under which two paths are the same name to some file system: canonical caseless
    /// matching (Unicode §3.13, D145), where Swift's string equality does the normalisation. Lower
    /// case alone keeps apart what folding joins: "ß" and "SS", "ς" and "σ", "ſ" and "s".
    package static func collisionKey(_ path: String) -> String {
        if path.utf8.allSatisfy({ $0 < 0x80 }) { return path.lowercased() }
        var key = ""
        for scalar in path.unicodeScalars {
            // The dotless i folds to itself, though its upper case is that of "i".
            key +=
                scalar == "\u{131}"
                ? "\u{131}" : scalar.properties.lowercaseMapping.uppercased().lowercased()
        }
        return key
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether `path` lies below the directory `parent`. By bytes, as in all of these: a combining mark
    /// behind a slash makes one `Character` with it.
    package static func lies(_ path: String, below parent: String) -> Bool {
        path.utf8.starts(with: (parent + "/").utf8)
    }

    /// The directory of `path` with its slash, empty at the top, and the last component.
    package static func split(_ path: String) -> (directory: Substring, name: Substring) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path[...]) }
        let start = path.utf8.index(after: slash)
        return (path[..<start], path[start...])
    }

    /// Byte order: the order of `files` in a manifest.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
