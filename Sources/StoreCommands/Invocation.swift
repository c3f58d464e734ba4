import ArgumentParser
import StoreModel
import StoreOperations

/// One run of the command line: parse, perform, report.
struct Invocation {
    private let arguments: [String]
    private let environment: Environment

    init(arguments: [String], environment: Environment) {
        self.arguments = ArgumentOrder.verbFirst(arguments)
        self.environment = environment
    }

    /// The exit code.
    func run() -> Int32 {
        if arguments.first == "--version" {
            return printed("store \(StoreProgram.version)\n")
        }
        do {
            var command = try StoreCommand.parseAsRoot(arguments)
            guard let verb = command as? any Verb else {
                try command.run()
                return 0
            }
            return perform(verb)
        } catch {
            return refuse(error)
        }
    }

    private func perform(_ verb: some Verb) -> Int32 {
        let console = Console(verb.global, environment: environment)
        do throws(StoreError) {
            return try verb.perform(
                in: Session(options: verb.global, environment: environment, console: console))
        } catch {
            console.report(error)
            return error.code.exitCode
        }
    }

    /// Help, completions and the like are "errors" with exit code 0; all others are usage errors.
    private func refuse(_ error: any Error) -> Int32 {
        if StoreCommand.exitCode(for: error) == .success {
            return printed(StoreCommand.fullMessage(for: error) + "\n")
        }
        let failure = usageError(StoreCommand.message(for: error))
        let wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
        Console(wantsJSON ? .json : .pipe).report(failure)
        return failure.code.exitCode
    }

    private func usageError(_ message: String) -> StoreError {
        guard let verb = arguments.first(where: { !$0.hasPrefix("-") }) else {
            return StoreError(.usage, message, fix: "store --help")
        }
        guard StoreCommand.verbNames.contains(verb) else {
            let close = Closeness.suggestions(for: verb, among: StoreCommand.verbNames)
            return StoreError(
                .usage, "there is no verb \(quoted(verb))",
                fix: close.first.map { "store \($0)" } ?? "store --help")
        }
        return StoreError(.usage, message, fix: "store \(verb) --help")
    }

    private func printed(_ text: String) -> Int32 {
        do throws(StoreError) {
            try StandardStream.output.write(text)
            return 0
        } catch {
            Console(.pipe).report(error)
            return error.code.exitCode
        }
    }
}
