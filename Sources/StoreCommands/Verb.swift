import ArgumentParser
import StoreModel

/// A command that works on a store.
protocol Verb: ParsableCommand {
    var global: GlobalOptions { get }

    /// Does it, prints it, and returns the exit code; a failure is thrown and reported by the
    /// caller.
    func perform(in session: Session) throws(StoreError) -> Int32
}
