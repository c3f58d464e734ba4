import ArgumentParser
import FUSE
import Glibc
import StoreModel
import StoreMount
import StoreRepository

struct MountCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "mount",
        abstract: "Mount the store; active/ always shows what was promoted last.",
        discussion: """
            store mount /mnt/models
            store mount /mnt/qb --model qb --foreground --allow-other
            """)

    @Argument(help: "An existing directory.", completion: .directory)
    var directory: String

    @Flag(help: "Stay, and be the supervisor of the mount.")
    var foreground = false

    @Flag(help: "Let other users read it.")
    var allowOther = false

    @Option(
        help: """
            When to keep plain copies of large files in the store's cache and read from them: \
            promote, open or never.
            """)
    var hydrate = HydrationPolicy.never

    @Option(
        help: """
            How many bytes the plain copies of the store may take, such as 20G; without it, as many \
            as the disk holds.
            """)
    var cacheSize: String?

    @Option(
        help: """
            Whether the kernel reads plain copies by itself, without the worker: auto, where it can, \
            or never.
            """)
    var passthrough = PassthroughPolicy.auto

    @Flag(help: .hidden)
    var announce = false

    @Option(help: .hidden)
    var until: Int32?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let pipe = announce ? StatusPipe(inherited: DetachedSupervisor.readiness) : nil
        do throws(StoreError) {
            return try mount(session, pipe)
        } catch {
            pipe?.announce(.failed(error))
            throw error
        }
    }

    private func mount(_ session: Session, _ pipe: StatusPipe?) throws(StoreError) -> Int32 {
        let settings = try session.settings()
        let repository = try Composition.open(settings)
        let configured = try settings.modelSelection()
        let scope = try MountScope(
            option: global.model == nil ? nil : configured, configured: configured,
            in: repository)
        let store = try AbsolutePath.of(repository.path)
        if until != nil { try PrivateMount.makePlace(directory) }
        // Only what was made here: a directory that was there before is somebody's.
        defer { if until != nil { PrivateMount.removePlace(directory) } }
        let mount = MountPlan(
            path: try place(store), store: store, scope: scope,
            audience: allowOther ? .everyone : .owner,
            hydration: try MountHydration(hydrate, cacheSize: cacheSize),
            passthrough: passthrough)
        if foreground {
            if let until { try ParentWatch.begin(until) }
            try mount.supervise(repository, readiness: pipe, console: session.console)
            return 0
        }
        let pid = try mount.detach()
        try session.console.emit(
            .object([
                "schema": "store.mount/1", "path": .string(mount.path),
                "model": scope.rootModel.map { .string($0.text) } ?? .null,
                "pid": .integer(Int64(pid)),
            ]), quiet: mount.path,
            text: "\(Cell.printable(settings.store.value)) is mounted at "
                + "\(Cell.printable(mount.path))\n",
            done: "\(settings.store.value) is mounted at \(mount.path)")
        return 0
    }

    private func place(_ store: String) throws(StoreError) -> String {
        let directory = try PathArgument.parse(directory)
        do throws(StoreError) {
            let place = try AbsolutePath.of(directory)
            try MountPlace(place).check(store: store)
            return place
        } catch {
            guard error.code == .notFound else { throw error }
            throw StoreError(
                .notFound, "there is no directory \(quoted(directory)) to mount on",
                fix: "mkdir -p \(quoted(directory))")
        }
    }
}
