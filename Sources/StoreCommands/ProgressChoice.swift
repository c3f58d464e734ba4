import ArgumentParser

/// What `--progress` says.
enum ProgressChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, tty, plain, json, none
}
