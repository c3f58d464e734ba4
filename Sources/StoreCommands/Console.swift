import StoreModel
import StoreOperations

/// Where results and errors go, and in which form.
struct Console: Sendable {
    let mode: OutputMode
    let palette: Palette
    private let progressChoice: ProgressChoice
    private let isQuiet: Bool

    init(_ options: GlobalOptions, environment: Environment) {
        let isTerminal = StandardStream.output.isTerminal
        if options.json {
            mode = .json
        } else if options.quiet {
            mode = .quiet
        } else {
            mode = isTerminal ? .terminal : .pipe
        }
        isQuiet = options.quiet
        progressChoice = options.progress
        palette = Console.palette(options, environment, isTerminal: isTerminal)
    }

    /// For what happens before the options are known.
    init(_ mode: OutputMode) {
        self.mode = mode
        palette = .none
        progressChoice = .none
        isQuiet = false
    }

    /// `--no-color` and `--color` win over CLICOLOR_FORCE, that over NO_COLOR, that over the terminal.
    private static func palette(
        _ options: GlobalOptions, _ environment: Environment, isTerminal: Bool
    ) -> Palette {
        if options.noColor { return .none }
        switch options.color {
        case .always: return .ansi
        case .never: return .none
        case .auto:
            if let force = environment["CLICOLOR_FORCE"], force != "0" { return .ansi }
            if environment["NO_COLOR"] != nil || environment["TERM"] == "dumb" { return .none }
            return isTerminal ? .ansi : .none
        }
    }

    /// Prints what a verb found out: the document, the id alone, or text.
    ///
    /// - Parameter done: what the verb has done, for the error if that cannot be printed; nil for a
    ///   verb that changes nothing.
    func emit(
        _ document: @autoclosure () -> JSON, quiet: @autoclosure () -> String,
        text: @autoclosure () -> String, done: @autoclosure () -> String? = nil
    ) throws(StoreError) {
        do throws(StoreError) {
            try print(document(), quiet: quiet(), text: text())
        } catch {
            guard let done = done() else { throw error }
            throw StoreError(
                error.code, "\(done), but that cannot be printed: \(error.message)",
                cause: error.cause)
        }
    }

    private func print(
        _ document: @autoclosure () -> JSON, quiet: @autoclosure () -> String,
        text: @autoclosure () -> String
    ) throws(StoreError) {
        switch mode {
        case .json: try StandardStream.output.write(document().canonicalText + "\n")
        case .quiet:
            let line = quiet()
            if !line.isEmpty { try StandardStream.output.write(line + "\n") }
        case .terminal, .pipe: try StandardStream.output.write(text())
        }
    }

    /// Prints text where text is wanted.
    func say(_ text: @autoclosure () -> String) throws(StoreError) {
        guard mode == .terminal || mode == .pipe else { return }
        try StandardStream.output.write(text())
    }

    /// `text` as a table.
    func text(_ table: Table) -> String { table.text(mode, palette) }

    /// Prints an error on stderr. Whoever reads it has five seconds to make room: a full pipe that
    /// nobody reads must not hold the process for ever.
    ///
    /// - Parameter exit: the exit code, where it is not the one of the error's kind.
    func report(_ error: StoreError, exit: Int32? = nil) {
        let text: String
        if mode == .json {
            let line: JSON = .object([
                "type": "error", "code": .string(error.code.rawValue),
                "message": .string(error.messageWithCause),
                "fix": error.fix.map(JSON.string) ?? .null,
                "exit": .integer(Int64(exit ?? error.code.exitCode)),
            ])
            text = line.canonicalText + "\n"
        } else {
            text = Console.printable("store: \(error)") + "\n"
        }
        StandardStream.error.offer(text, withinMilliseconds: 5000)
    }

    /// Prints a line about something that was dealt with.
    func note(_ text: String) {
        let line =
            mode == .json
            ? JSON.object(["type": "note", "message": .string(text)]).canonicalText
            : Console.printable("store: \(text)")
        StandardStream.error.offer(line + "\n", withinMilliseconds: 1000)
    }

    /// Lines stay lines; everything else that is not text is escaped.
    private static func printable(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Cell.printable(String($0)) }.joined(separator: "\n")
    }

    /// Shows progress on stderr as `--progress` says.
    func progress() -> any ProgressObserver {
        switch progressChoice {
        case .none: return NoProgress()
        case .tty: return ProgressPrinter(.line)
        case .plain: return ProgressPrinter(.milestones)
        case .json: return ProgressPrinter(.jsonLines)
        case .auto:
            if isQuiet { return NoProgress() }
            if mode == .json { return ProgressPrinter(.jsonLines) }
            return ProgressPrinter(StandardStream.error.isTerminal ? .line : .milestones)
        }
    }
}

extension StoreError {
    /// One sentence with the lower-level reason in brackets.
    var messageWithCause: String { cause.map { "\(message) (\($0))" } ?? message }
}
