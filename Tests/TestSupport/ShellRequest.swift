import Glibc

/// A command of `store` for the process StoreShell: through a pipe, a 32-bit length and that many
/// bytes of texts, each ended by a zero.
package struct ShellRequest {
    package let arguments: [String]
    /// Of the environment.
    package let variables: [(name: String, value: String)]
    package let removed: [String]
    /// Files for what it prints; emptied first.
    package let output: String
    package let errors: String

    package init(
        _ arguments: [String], environment: [String: String?], output: String, errors: String
    ) {
        self.arguments = arguments
        self.output = output
        self.errors = errors
        variables = environment.compactMap { name, value in value.map { (name, $0) } }
        removed = environment.filter { $0.value == nil }.map(\.key)
    }

    private init?(_ texts: [String]) {
        var rest = texts[...]
        func take() -> String? { rest.popFirst() }
        guard let output = take(), let errors = take(),
            let removals = take().flatMap({ Int($0) }), removals <= rest.count
        else { return nil }
        removed = Array(rest.prefix(removals))
        rest.removeFirst(removals)
        guard let count = take().flatMap({ Int($0) }), 2 * count <= rest.count else { return nil }
        variables = (0..<count).compactMap { _ in
            take().flatMap { name in take().map { (name, $0) } }
        }
        (self.output, self.errors) = (output, errors)
        arguments = Array(rest)
    }

    func write(to pipe: Int32) throws {
        let texts =
            [output, errors, "\(removed.count)"] + removed + ["\(variables.count)"]
            + variables.flatMap { [$0.name, $0.value] } + arguments
        let body: [UInt8] = texts.flatMap { (text: String) -> [UInt8] in Array(text.utf8) + [0] }
        let message: [UInt8] = withUnsafeBytes(of: UInt32(body.count)) { Array($0) } + body
        guard Glibc.write(pipe, message, message.count) == message.count else {
            throw TestFailure.system("a request to StoreShell")
        }
    }

    /// The next one; nil at the end of the pipe.
    package static func read(from pipe: Int32) throws -> ShellRequest? {
        guard let header = try ShellReply.bytes(4, from: pipe) else { return nil }
        let count = header.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
        guard let body = try ShellReply.bytes(Int(count), from: pipe),
            let request = ShellRequest(
                body.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
                    String(decoding: $0, as: UTF8.self)
                })
        else { throw TestFailure("half a request") }
        return request
    }
}
