import FileIO
import Glibc
import StoreInterface
package import StoreModel

/// Starting a supervisor that outlives the command that asked for it.
package enum DetachedSupervisor {
    /// The number of the readiness pipe in the supervisor: what `StatusPipe(inherited:)` takes.
    package static let readiness: Int32 = 3

    /// Starts this program again with `arguments` (its name first, saying that it shall be a
    /// supervisor and that descriptor `readiness` is its readiness pipe), in a session of its own
    /// and without a terminal, and returns its process id once the tree serves. Throws what it said
    /// if it does not.
    package static func start(_ arguments: [String]) throws(StoreError) -> Int32 {
        var plan = ChildPlan(executable: "/proc/self/exe", arguments: arguments)
        plan.session = .own
        let (child, said) = try attempting("cannot start the supervisor of the mount") {
            () throws(FileError) in
            try spawn(&plan)
        }
        switch said {
        case .ready: return child.identifier
        case .failed(let error): throw error
        case nil: throw StoreError(.inputOutput, "the supervisor of the mount died at its start")
        }
    }

    private static func spawn(
        _ plan: inout ChildPlan
    ) throws(FileError) -> (ChildProcess, Readiness?) {
        var pipe = try Pipe()
        let nothing = try Descriptor.openKernelFile("/dev/null", flags: O_RDWR)
        for number: Int32 in 0...2 { plan.descriptors[number] = nothing.raw }
        if let writing = pipe.writing?.raw { plan.descriptors[readiness] = writing }
        let child = try ChildProcess.spawn(plan)
        pipe.writing = nil
        guard let reading = pipe.reading.take() else { return (child, nil) }
        return (child, try Readiness.read(from: reading))
    }
}
