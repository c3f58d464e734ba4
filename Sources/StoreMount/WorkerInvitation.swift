/// What the supervisor tells a worker on its command line: `3,4,5,PID,ok`.
package struct WorkerInvitation: Sendable, Equatable {
    /// Numbers that the worker inherits: /dev/fuse, the saved INIT request, the status pipe.
    static let device: Int32 = 3
    static let initialisation: Int32 = 4
    static let status: Int32 = 5

    /// The supervisor's process id; the worker ends with it.
    let supervisor: Int32
    let health: SupervisionHealth

    init(supervisor: Int32, health: SupervisionHealth) {
        self.supervisor = supervisor
        self.health = health
    }

    /// nil if `text` is not what `text` of another invitation gave.
    package init?(_ text: String) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard
            fields.count == 5, fields[..<3].elementsEqual(["3", "4", "5"]),
            let supervisor = Int32(fields[3]), supervisor > 0,
            let health = SupervisionHealth(rawValue: String(fields[4]))
        else { return nil }
        self.init(supervisor: supervisor, health: health)
    }

    package var text: String { "3,4,5,\(supervisor),\(health.rawValue)" }
}
