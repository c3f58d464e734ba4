import ArgumentParser
import FUSE
import FileIO
import StoreModel
import StoreMount
import StoreRepository
import StoreTree

/// What a supervisor starts to serve its mount; of no use to anybody else.
struct MountWorkerCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "mount-worker", abstract: "Serve a mount for its supervisor.",
        shouldDisplay: false)

    @Option(help: "The one model to show.")
    var only: String?

    @Option(name: .customLong("default"), help: "The model whose places stand at the root.")
    var defaultModel: String?

    @Option(help: "As for mount.")
    var hydrate = HydrationPolicy.never

    @Option(help: "As for mount.")
    var cacheSize: String?

    @Option(help: "As for mount.")
    var passthrough = PassthroughPolicy.auto

    @Argument(help: "What the supervisor hands down.")
    var invitation: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        guard let invitation = WorkerInvitation(invitation), let store = global.store else {
            throw StoreError(
                .usage, "mount-worker is started by store mount alone", fix: "store mount DIR")
        }
        let scope = try MountScope(only: only, default: defaultModel)
        let hydration = try MountHydration(hydrate, cacheSize: cacheSize)
        let console = session.console
        ProcessMemory.boundHeaps()
        do throws(StoreError) {
            try Worker.run(invitation, passthrough) { () throws(StoreError) in
                try Composition.servedTree(scope, hydration, at: store) { console.note($0) }
            }
        } catch {
            // The supervisor has been told, and says it once.
            return error.code.exitCode
        }
        return 0
    }
}
