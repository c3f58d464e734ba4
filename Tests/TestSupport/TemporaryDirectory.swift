import Glibc

/// A new, empty directory of mode 0700 that is removed with all it holds when its owner lets go.
package struct TemporaryDirectory: ~Copyable, Sendable {
    /// Absolute, without a trailing slash or symbolic links.
    package let path: String

    /// Makes the directory under `parent`; by default under `TMPDIR`, or under /tmp.
    package init(in parent: String? = nil) throws {
        let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/store-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, let resolved = realpath(template, nil) else {
            throw TestFailure.system("mkdtemp under \(parent)")
        }
        defer { free(resolved) }
        path = String(cString: resolved)
    }

    deinit { TreeRemoval.remove(path) }
}

/// Runs `body` with the path of a new directory and removes it afterwards, whatever happened.
package func withTemporaryDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
    let directory = try TemporaryDirectory()
    return try body(directory.path)
}
