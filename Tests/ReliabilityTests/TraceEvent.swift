import FileIO

/// One line of a system-call trace (`STORE_TRACE`, docs/development.md).
struct TraceEvent: Hashable {
    let call: String
    let subject: String
    let result: Int
    let errno: Int

    var isSuccess: Bool { result >= 0 }

    /// The trace in the file at `path`.
    static func read(_ path: String) throws -> [TraceEvent] {
        let bytes = try FileReader(path: path).readAll(limit: 1 << 26)
        return parse(String(decoding: bytes, as: UTF8.self))
    }

    /// The lines of a trace, in the order in which the calls ended.
    static func parse(_ text: String) -> [TraceEvent] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 5, let result = Int(fields[3]), let errno = Int(fields[4])
            else { return nil }
            return TraceEvent(
                call: String(fields[1]), subject: String(fields[2]), result: result, errno: errno)
        }
    }
}
