package import FUSE

/// What a supervisor mounts, and how it starts workers.
package struct SupervisorConfiguration: Sendable {
    /// The directory to mount on, as the user wrote it.
    package var path: String
    package var audience: MountAudience
    /// This program's arguments, its name first, that make it serve the store as a worker. The text
    /// of a `WorkerInvitation` is added at the end.
    package var workerArguments: [String]
    /// Where to say that the tree serves, or why it does not.
    package var readiness: StatusPipe?
    /// Gets a line when something went wrong that the supervisor could deal with.
    package var report: @Sendable (String) -> Void

    package init(
        path: String, audience: MountAudience, workerArguments: [String],
        readiness: StatusPipe?, report: @escaping @Sendable (String) -> Void
    ) {
        self.path = path
        self.audience = audience
        self.workerArguments = workerArguments
        self.readiness = readiness
        self.report = report
    }
}
