import Glibc

/// `BlockRecorder IMAGE LOG`: mounts itself over the file IMAGE, serves its content, and appends
/// every write and every barrier to LOG. Root only; ends when it is unmounted or killed. A process
/// of its own, because a process must not wait for a file system that it serves.
@main enum BlockRecorder {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { end("usage: BlockRecorder IMAGE LOG", 2) }
        do {
            try RecordedDisk(image: arguments[1], log: arguments[2]).serve()
        } catch {
            end("BlockRecorder: \(error)", 1)
        }
    }

    private static func end(_ message: String, _ code: Int32) -> Never {
        let line = Array("\(message)\n".utf8)
        write(STDERR_FILENO, line, line.count)
        exit(code)
    }
}
