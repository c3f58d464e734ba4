import Glibc
import TestSupport

/// Runs `body` with a new directory, in memory where there is such a place and `TMPDIR` names no
/// other: what these tests sync thousands of times need not outlive the machine. The power cuts are on
/// volumes of their own.
func withScratchDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
    let directory = try scratchDirectory()
    return try body(directory.path)
}

func scratchDirectory() throws -> TemporaryDirectory {
    guard getenv("TMPDIR") == nil, access("/dev/shm", W_OK) == 0 else {
        return try TemporaryDirectory()
    }
    return try TemporaryDirectory(in: "/dev/shm")
}
