import FUSE
import Glibc
import StoreModel
import StoreMount
import StoreRepository
import StoreTree

/// One mount to be made, by this process or by one that outlives it.
struct MountPlan {
    /// Where; absolute.
    let path: String
    /// The store's directory; absolute.
    let store: String
    let scope: MountScope
    let audience: MountAudience
    var hydration = MountHydration.never
    var passthrough = PassthroughPolicy.auto
    /// Unmount when this process ends; nil: never.
    var until: Int32?

    /// Is the supervisor, to the end of the mount.
    func supervise(
        _ repository: Repository, readiness: StatusPipe?, console: Console
    ) throws(StoreError) {
        let lease = try MountRecords.take(
            path: path, scope: scope, hydration: hydration, pid: getpid(), in: repository)
        defer { lease?.release() }
        let worker =
            ["store", "mount-worker", "--store", store] + scope.workerArguments
            + hydration.arguments + passthroughArguments
        let configuration = SupervisorConfiguration(
            path: path, audience: audience, workerArguments: worker, readiness: readiness,
            report: { console.note($0) })
        try Supervisor(configuration).run()
    }

    private var passthroughArguments: [String] { ["--passthrough", passthrough.rawValue] }

    /// Starts a supervisor that outlives this process, and waits until the tree serves.
    ///
    /// - Returns: the supervisor's process id.
    func detach() throws(StoreError) -> Int32 {
        var arguments = ["store", "mount", "--foreground", "--announce", "--store", store]
        if case .model(let name) = scope.tree { arguments += ["--model", name.text] }
        if case .everyone = audience { arguments.append("--allow-other") }
        arguments += hydration.arguments + passthroughArguments
        if let until { arguments += ["--until", String(until)] }
        return try DetachedSupervisor.start(arguments + ["--", path])
    }
}
