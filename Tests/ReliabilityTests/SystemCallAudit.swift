import FileIO
import Glibc
import TestSupport

/// What strace(1) saw of a command, compared with what the seam says it did.
struct SystemCallAudit {
    /// strace can be run and may trace.
    static let isPossible: Bool = {
        // Not installed: not possible.
        let outcome = try? ChildCommand("strace", ["-f", "-o", "/dev/null", "true"]).run()
        return outcome?.exitCode == 0
    }()

    /// Calls that change a file system, and the seam's name of those that may happen at all.
    private static let mutating: [String: String?] = [
        "linkat": "link", "renameat": "rename", "renameat2": "rename", "unlinkat": "unlink",
        "mkdirat": "mkdir", "fchmod": "chmod", "utimensat": "touch", "fsync": "fsync",
        "fallocate": "allocate",
        "ftruncate": "truncate", "symlinkat": "symlink",
        "link": nil, "rename": nil, "unlink": nil, "rmdir": nil, "mkdir": nil, "chmod": nil,
        "fchmodat": nil, "creat": nil, "truncate": nil, "symlink": nil, "mknod": nil,
        "mknodat": nil, "pwrite64": nil, "pwritev": nil, "pwritev2": nil, "writev": nil,
        "fdatasync": nil, "sync_file_range": nil, "copy_file_range": nil, "sendfile": nil,
        "splice": nil, "dup": nil, "dup2": nil,
    ]
    private static let opening: Set<String> = ["open", "openat", "openat2"]
    /// Opened by glibc (pthread_getattr_np) and libcrypto themselves, read and closed at once.
    private static let foreign = ["/proc/self/maps", "/openssl.cnf"]

    let lines: [Substring]
    let store: String
    let trace: String
    let events: [TraceEvent]

    /// Runs `store` under strace; throws unless it succeeds.
    static func of(_ arguments: [String], on store: String, at root: String) throws -> Self {
        let trace = root + "/trace"
        let calls = (opening.union(mutating.keys).union(["write"])).sorted().joined(separator: ",")
        unlink(trace)
        let command = StoreBinary.command(
            ["-f", "-y", "-o", root + "/strace", "-e", "trace=" + calls, StoreBinary.path]
                + arguments + ["--store", store], environment: ["STORE_TRACE": trace])
        _ = try ChildCommand("strace", command.arguments, environment: command.environment)
            .run(timeout: .seconds(60)).checked()
        return SystemCallAudit(
            lines: try text(root + "/strace").split(separator: "\n"), store: store, trace: trace,
            events: TraceEvent.parse(try text(trace)))
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try FileReader(path: path).readAll(limit: 1 << 26), as: UTF8.self)
    }

    /// `1234 openat(AT_FDCWD</a>, …` is a call; the second half of one that was interrupted is not.
    private static func call(_ line: Substring) -> (name: String, rest: Substring)? {
        let line = line.drop { $0.isNumber || $0 == " " }
        guard let bracket = line.firstIndex(of: "("), line.first?.isLetter == true else {
            return nil
        }
        return (String(line[..<bracket]), line[bracket...])
    }

    var violations: [String] {
        var found: [String] = []
        var seen: [String: Int] = [:]
        for line in lines {
            guard let (name, rest) = SystemCallAudit.call(line) else { continue }
            if SystemCallAudit.opening.contains(name) {
                found += complaints(opening: rest)
                if makes(rest), rest.contains("<\(store)") { seen["open", default: 0] += 1 }
            } else if name == "write" {
                if rest.contains("<\(store)/") { seen["write", default: 0] += 1 }
            } else if let known = SystemCallAudit.mutating[name] {
                if let known { seen[known, default: 0] += 1 } else { found.append(String(line)) }
            }
        }
        for (name, count) in seen.sorted(by: { $0.key < $1.key }) {
            let expected = counted(name)
            if count != expected {
                found.append("\(name): \(count) calls, \(expected) in the seam")
            }
        }
        return found
    }

    /// How many of these calls the seam saw.
    func counted(_ name: String) -> Int {
        events.count { event in
            let isTemporary =
                event.subject.hasSuffix("(temporary)") || event.subject.contains("/.tmp-")
            return event.call == name && (name != "open" || isTemporary)
        }
    }

    private func makes(_ rest: Substring) -> Bool {
        rest.contains("O_CREAT") || rest.contains("O_TMPFILE")
    }

    private func complaints(opening rest: Substring) -> [String] {
        var found: [String] = []
        let isForeign = SystemCallAudit.foreign.contains { rest.contains("\($0)\"") }
        if !rest.contains("O_CLOEXEC"), !isForeign { found.append("no O_CLOEXEC: \(rest)") }
        let isWriting = makes(rest) || rest.contains("O_WRONLY") || rest.contains("O_RDWR")
        let isAllowed = ["<\(store)", "\"\(store)", "\"\(trace)\"", "\"/dev/null\""]
            .contains { rest.contains($0) }
        if isWriting, !isAllowed { found.append("opened for writing: \(rest)") }
        return found
    }
}
