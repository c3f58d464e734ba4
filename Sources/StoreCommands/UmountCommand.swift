import ArgumentParser
import FUSE
import StoreModel
import StoreMount

struct UmountCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "umount",
        abstract: "Unmount a store.",
        discussion: """
            store umount /mnt/models
            store umount --lazy /mnt/models
            """)

    @Argument(help: "Where it is mounted.", completion: .directory)
    var directory: String

    @Flag(help: "Take it away now, also from under those who have files open.")
    var lazy = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let directory = try PathArgument.parse(directory)
        try MountedStores.unmount(directory, lazy ? .lazily : .whenIdle)
        try session.console.emit(
            .object(["schema": "store.umount/1", "path": .string(directory)]), quiet: directory,
            text: "unmounted \(Cell.printable(directory))\n", done: "unmounted \(directory)")
        return 0
    }
}
