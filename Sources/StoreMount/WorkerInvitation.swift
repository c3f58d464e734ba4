import FUSE

/// What the supervisor tells a worker on its command line: `3,4,5,6,PID,ok,served`.
package struct WorkerInvitation: Sendable, Equatable {
    /// Numbers that the worker inherits: /dev/fuse, the saved INIT request, the status pipe, what is
    /// open.
    static let device: Int32 = 3
    static let initialisation: Int32 = 4
    static let status: Int32 = 5
    static let opens: Int32 = 6

    /// The supervisor's process id; the worker ends with it.
    let supervisor: Int32
    let health: SupervisionHealth
    let resent: ResentRequests

    init(supervisor: Int32, health: SupervisionHealth, resent: ResentRequests) {
        self.supervisor = supervisor
        self.health = health
        self.resent = resent
    }

    /// nil if `text` is not what `text` of another invitation gave.
    package init?(_ text: String) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard
            fields.count == 7, fields[..<4].elementsEqual(["3", "4", "5", "6"]),
            let supervisor = Int32(fields[4]), supervisor > 0,
            let health = SupervisionHealth(rawValue: String(fields[5])),
            let resent = ResentRequests(rawValue: String(fields[6]))
        else { return nil }
        self.init(supervisor: supervisor, health: health, resent: resent)
    }

    package var text: String { "3,4,5,6,\(supervisor),\(health.rawValue),\(resent.rawValue)" }
}
