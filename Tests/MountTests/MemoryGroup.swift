import Glibc
import TestSupport

/// A memory cgroup of its own (cgroups(7)): what a worker that runs out of memory is put into. Version
/// 1 or 2, whichever the machine has.
struct MemoryGroup: ~Copyable {
    /// Making one needs root and a hierarchy that is not read-only.
    static let isPossible: Bool = {
        do {
            _ = try MemoryGroup(limit: 1 << 30)
            return true
        } catch {
            return false
        }
    }()

    private static let isFirstVersion = access("/sys/fs/cgroup/memory/tasks", F_OK) == 0
    private let path: String

    /// The limit is in bytes.
    init(limit: Int) throws {
        let root = MemoryGroup.isFirstVersion ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
        path = "\(root)/store-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard mkdir(path, 0o755) == 0 else { throw TestFailure.system("mkdir \(path)") }
        try set(MemoryGroup.isFirstVersion ? "memory.limit_in_bytes" : "memory.max", limit)
    }

    /// Its processes have ended or are about to.
    deinit {
        for _ in 0..<500 where rmdir(path) != 0 && errno == EBUSY { usleep(10_000) }
    }

    /// What the process allocates from now on counts; so do the processes that it starts.
    func add(_ process: Int32) throws { try set("cgroup.procs", Int(process)) }

    /// How often the kernel has killed in it, for want of memory.
    func kills() throws -> Int {
        let name = MemoryGroup.isFirstVersion ? "memory.oom_control" : "memory.events"
        // Its size is said to be 0.
        let text = try ChildCommand("cat", ["\(path)/\(name)"]).run().checked()
        let line = text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
        return line.flatMap { Int($0.dropFirst(9)) } ?? 0
    }

    private func set(_ name: String, _ value: Int) throws {
        let place = path + "/" + name
        guard let file = fopen(place, "we") else { throw TestFailure.system("opening \(place)") }
        fputs(String(value), file)
        guard fclose(file) == 0 else { throw TestFailure.system("writing \(value) to \(place)") }
    }
}
