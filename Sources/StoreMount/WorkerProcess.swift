import FUSE
import FileIO
import Glibc

/// A worker that was started, and the pipe on which it says how that went.
final class WorkerProcess {
    let process: ChildProcess
    /// Its reading end is nil once the line has been read.
    private var pipe: Pipe
    /// When it said that it serves, in milliseconds of `Waiting.monotonicMilliseconds`.
    private var begin: Int64?

    /// Starts this very program again, also if its file has been replaced since.
    init(
        _ mount: HeldMount, arguments: [String], health: SupervisionHealth,
        resent: ResentRequests
    ) throws(FileError) {
        var pipe = try Pipe()
        let invitation = WorkerInvitation(supervisor: getpid(), health: health, resent: resent)
        var plan = ChildPlan(
            executable: "/proc/self/exe", arguments: arguments + [invitation.text])
        plan.descriptors[WorkerInvitation.device] = mount.device.raw
        plan.descriptors[WorkerInvitation.initialisation] = mount.initialisation.descriptor.raw
        plan.descriptors[WorkerInvitation.opens] = mount.opens.descriptor.raw
        if let writing = pipe.writing?.raw {
            plan.descriptors[WorkerInvitation.status] = writing
        }
        process = try ChildProcess.spawn(plan)
        pipe.writing = nil
        self.pipe = pipe
    }

    /// Readable when the worker has said how its start went, until that has been read.
    var status: Int32? { pipe.reading?.raw }

    /// Reads what it said; nil if it died without a word.
    func readStatus() throws(FileError) -> Readiness? {
        guard let reading = pipe.reading.take() else { return nil }
        let said = try Readiness.read(from: reading)
        if said == .ready { begin = Waiting.monotonicMilliseconds }
        return said
    }

    /// For how many milliseconds it has served; nil if it has not begun.
    var served: Int64? { begin.map { Waiting.monotonicMilliseconds - $0 } }
}
