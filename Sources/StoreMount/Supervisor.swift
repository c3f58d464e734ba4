import FUSE
import FileIO
import Glibc
import StoreInterface
package import StoreModel

/// The process behind a mount: it holds the `/dev/fuse` descriptor and the INIT request, so that
/// the mount outlives every worker. It parses nothing and serves nothing.
///
/// One thread; call `run` on the main one: workers get their death signal when the thread that
/// started them ends.
package final class Supervisor {
    /// Readers that are in the middle of something when a signal detaches the mount get this long
    /// to finish, in milliseconds; the whole end must take less than 10 s (cli.md).
    private static let grace: Int32 = 5000

    private enum Next { case again, end }

    private let configuration: SupervisorConfiguration
    private var policy = RespawnPolicy()
    private var fatalRequests = FatalRequests()
    private var hasServed = false

    package init(_ configuration: SupervisorConfiguration) { self.configuration = configuration }

    /// Mounts, serves until the mount is gone or a signal asks for the end, and leaves nothing
    /// mounted. Throws if the tree never served; the same is said on the readiness pipe.
    package func run() throws(StoreError) {
        do throws(StoreError) {
            ProcessBonds.ignore([SIGPIPE])
            let signals = try attempting("cannot wait for signals") { () throws(FileError) in
                try SignalDescriptor([SIGTERM, SIGINT, SIGHUP])
            }
            let mount = try HeldMount(at: configuration.path, for: configuration.audience)
            defer { mount.detach() }
            while try serveOnce(mount, signals) == .again {}
        } catch {
            configuration.readiness?.announce(.failed(error))
            throw error
        }
    }

    /// One worker's life. One that cannot be started, for want of memory or processes, is a death:
    /// a mount that has served waits for better times.
    private func serveOnce(
        _ mount: HeldMount, _ signals: borrowing SignalDescriptor
    ) throws(StoreError) -> Next {
        let signal = signals.descriptor.raw
        let worker: WorkerProcess
        do throws(StoreError) {
            worker = try start(mount)
        } catch {
            guard hasServed else { throw error }
            let story = [error.message, error.cause].compactMap(\.self).joined(separator: ": ")
            return try pause(after: story, mount, signal)
        }
        let ended = worker.process.descriptor.raw
        var failure: StoreError?
        while true {
            let news = try waiting([signal, ended] + (worker.status.map { [$0] } ?? []))
            if news.contains(signal) {
                try end(worker, mount)
                return .end
            }
            if let status = worker.status, news.contains(status) {
                failure = try note(worker, mount)
            } else if news.contains(ended) {
                return try next(after: worker, failure, mount, signal)
            }
        }
    }

    private func start(_ mount: HeldMount) throws(StoreError) -> WorkerProcess {
        try attempting("cannot start a worker for \(mount.path)") { () throws(FileError) in
            try WorkerProcess(
                mount, arguments: configuration.workerArguments, health: policy.health,
                resent: fatalRequests.resent)
        }
    }

    private func waiting(
        _ descriptors: [Int32], milliseconds: Int32? = nil
    ) throws(StoreError) -> [Int32] {
        try attempting("cannot wait for the worker of \(configuration.path)") {
            () throws(FileError) in
            try Waiting.readable(descriptors, milliseconds: milliseconds)
        }
    }

    /// Reads what the worker says of its start, and returns why it failed if it did.
    private func note(_ worker: WorkerProcess, _ mount: HeldMount) throws(StoreError) -> StoreError?
    {
        let said = try attempting("cannot read from the worker of \(mount.path)") {
            () throws(FileError) in
            try worker.readStatus()
        }
        switch said {
        case .failed(let error): return error
        case nil: return nil
        case .ready:
            if !hasServed {
                hasServed = true
                mount.raiseReadAhead()
                configuration.readiness?.announce(.ready)
            }
            return nil
        }
    }

    /// The worker has ended: because the mount is gone, or by mischance.
    private func next(
        after worker: WorkerProcess, _ failure: StoreError?, _ mount: HeldMount, _ signal: Int32
    ) throws(StoreError) -> Next {
        let served = worker.served
        let outcome = try wait(worker)
        if outcome == .exited(0) || Waiting.hasEnded(mount.device.raw) { return .end }
        let how = failure?.message ?? describe(outcome)
        guard hasServed else {
            throw failure ?? StoreError(.inputOutput, "cannot serve \(mount.path): \(how)")
        }
        let story = "worker \(worker.process.identifier) ended (\(how))"
        guard mount.outlivesWorkers else {
            throw StoreError(
                .unsupported, "\(mount.path): \(story), and the mount ended with it",
                fix: "mount again; from Linux 6.9 on a mount outlives its workers")
        }
        fatalRequests.note(outcome, afterServing: served)
        return try pause(after: story, mount, signal)
    }

    /// Waits as long as the policy says before the next worker is started.
    private func pause(
        after story: String, _ mount: HeldMount, _ signal: Int32
    ) throws(StoreError) -> Next {
        let pause = policy.pause(afterDeathAt: Waiting.monotonicMilliseconds)
        configuration.report("\(mount.path): \(story); the next one starts in \(pause) ms")
        let news = try pause > 0 ? waiting([signal], milliseconds: Int32(pause)) : []
        return news.isEmpty ? .again : .end
    }

    /// Detaches the mount, and sees to it that the worker ends.
    private func end(_ worker: WorkerProcess, _ mount: HeldMount) throws(StoreError) {
        mount.detach()
        let ended = worker.process.descriptor.raw
        if try waiting([ended], milliseconds: Supervisor.grace).isEmpty {
            worker.process.signal(SIGKILL)
        }
        _ = try wait(worker)
    }

    private func wait(_ worker: WorkerProcess) throws(StoreError) -> ChildOutcome {
        try attempting("cannot wait for the worker of \(configuration.path)") {
            () throws(FileError) in
            try worker.process.wait()
        }
    }

    private func describe(_ outcome: ChildOutcome) -> String {
        switch outcome {
        case .exited(let code): "exit code \(code)"
        case .killed(let signal): "signal \(signal)"
        }
    }
}
