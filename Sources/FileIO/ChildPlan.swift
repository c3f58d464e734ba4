import CLinux
import Glibc
import SystemPackage

/// What a child process is started with.
package struct ChildPlan: Sendable {
    package enum Session: Sendable {
        /// The parent's: Ctrl-C reaches both.
        case shared
        /// Its own: it outlives the terminal.
        case own
    }

    /// A path; the search path is not consulted.
    package var executable: String
    /// With the program's name first.
    package var arguments: [String]
    /// `NAME=value`; nil: the parent's.
    package var environment: [String]?
    /// The child's descriptor number and the parent's it is a copy of. Numbers not named here are
    /// 0, 1 and 2 as in the parent, and nothing else.
    package var descriptors: [Int32: Int32] = [:]
    package var session = Session.shared

    package init(executable: String, arguments: [String]) {
        self.executable = executable
        self.arguments = arguments
    }

    /// The parent's environment.
    package static var inheritedEnvironment: [String] {
        var variables: [String] = []
        var place = environ
        while let text = place.pointee {
            variables.append(String(cString: text))
            place += 1
        }
        return variables
    }

    /// Calls posix_spawn(3); 0 or an errno.
    func start(_ identifier: inout Int32) throws(FileError) -> Int32 {
        // Copies above the numbers wanted, so that no dup2 in the child overwrites a source.
        let lowest = (descriptors.keys.max() ?? 0) + 1
        var copies: [Int32] = []
        defer { for number in copies { close(number) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in descriptors {
            let copy = linux_duplicate_from(source, lowest)
            guard copy >= 0 else {
                // fcntl(2) says EINVAL where the lowest number is above the limit.
                let code: Errno = errno == EINVAL ? .tooManyOpenFiles : Errno(rawValue: errno)
                throw FileError(call: "fcntl", path: "fd \(source)", errno: code)
            }
            copies.append(copy)
            posix_spawn_file_actions_adddup2(&actions, copy, target)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let session = session == .own ? Int16(linux_POSIX_SPAWN_SETSID) : 0
        // Ignored signals would stay ignored, and programs rely on being ended by SIGPIPE.
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags | session)
        let environment = environment ?? ChildPlan.inheritedEnvironment
        return withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(&identifier, executable, &actions, &attributes, arguments, environment)
            }
        }
    }
}

/// A null-terminated vector of C strings, valid for the closure.
private func withCStrings<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
) -> Value {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
}
