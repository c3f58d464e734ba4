import FileIO
package import StoreModel

/// What a process that is being started says on a pipe, once: the line `ready`, or one line of
/// JSON, `{"cause":…,"code":"E_…","fix":…,"message":"…"}` (`cause` and `fix` may be null). The end
/// of the pipe without a line means that it died.
package enum Readiness: Sendable, Equatable {
    case ready
    case failed(StoreError)

    /// With its newline.
    package var line: [UInt8] {
        switch self {
        case .ready: return Array("ready\n".utf8)
        case .failed(let error):
            let document: JSON = [
                "code": .string(error.code.rawValue), "message": .string(error.message),
                "fix": error.fix.map { .string($0) } ?? .null,
                "cause": error.cause.map { .string($0) } ?? .null,
            ]
            return document.canonicalBytes + [0x0A]
        }
    }

    /// nil if this is no such line.
    package init?(line: [UInt8]) {
        let text = line.last == 0x0A ? Array(line.dropLast()) : line
        if text == Array("ready".utf8) {
            self = .ready
            return
        }
        // What does not parse is no such line.
        guard let document = try? JSONParser.parse(text),
            let code = document["code"]?.string.flatMap(ErrorCode.init(rawValue:)),
            let message = document["message"]?.string
        else { return nil }
        self = .failed(
            StoreError(
                code, message, fix: document["fix"]?.string,
                cause: document["cause"]?.string))
    }

    /// Waits for the line; nil if the pipe ends without one.
    static func read(from descriptor: borrowing Descriptor) throws(FileError) -> Readiness? {
        var text: [UInt8] = []
        while !text.contains(0x0A), text.count < 1 << 16 {
            let more = try descriptor.read(limit: 4096)
            if more.isEmpty { break }
            text += more
        }
        return Readiness(line: Array(text.prefix { $0 != 0x0A }))
    }
}
