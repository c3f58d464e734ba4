import FileIO
import StoreModel

/// Shows long output on a terminal through `$STORE_PAGER`, `$PAGER` or `less -FRX`.
struct Pager {
    private let command: String

    init(_ environment: Environment) {
        command = environment["STORE_PAGER"] ?? environment["PAGER"] ?? "less -FRX"
    }

    /// Shows `text`; where the pager cannot be started, prints it.
    func show(_ text: String) throws(StoreError) {
        guard command != "cat" else { return try StandardStream.output.write(text) }
        do throws(FileError) {
            var pipe = try Pipe()
            guard let reading = pipe.reading?.raw else { return }
            var plan = ChildPlan(executable: "/bin/sh", arguments: ["sh", "-c", command])
            plan.descriptors = [0: reading]
            let child = try ChildProcess.spawn(plan)
            pipe.reading = nil
            // EPIPE: the reader has left the pager, and has seen enough.
            try? pipe.writing?.write(Array(text.utf8))
            pipe.writing = nil
            // 127: the shell found no such pager, so nothing was shown.
            guard try child.wait() == .exited(127) else { return }
        } catch {
            return try StandardStream.output.write(text)
        }
        try StandardStream.output.write(text)
    }
}
