import FileIO
import Glibc
import StoreModel
import TestSupport

/// A store of two versions, v1 active, on a volume of its own that can be filled to the last byte.
struct FullDisk {
    let playground: CrashPlayground
    let volume: LoopVolume
    var store: String { volume.mountPoint + "/store" }
    private var filler: String { volume.mountPoint + "/filler" }

    init(_ kind: LoopVolume.Kind, at root: String) throws {
        playground = try CrashPlayground(root)
        volume = try LoopVolume(kind, mebibytes: 64, at: root)
        try volume.mount()
        for arguments in [
            ["init"], ["push", playground.first, "--version", "v1"],
            ["promote", "v1", "-m", "first"], ["push", playground.second, "--version", "v2"],
        ] {
            try run(arguments)
        }
    }

    /// Runs `store`; throws unless it exits with 0.
    @discardableResult
    func run(_ arguments: [String]) throws -> String { try outcome(arguments).checked() }

    func outcome(_ arguments: [String]) throws -> TestSupport.ChildOutcome {
        try playground.run(arguments, on: store)
    }

    /// The `code` of the error that `store` ends with; nil if there is none.
    func errorCode(_ arguments: [String]) throws -> String? {
        let lines = try outcome(arguments + ["--json"]).errorText.split(separator: "\n")
        guard let last = lines.last else { return nil }
        return try JSONParser.parse(Array(last.utf8))["code"]?.string
    }

    /// The id of what is active.
    func active() throws -> String {
        try run(["active", "-q"]).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// Writes until not one block more fits. File systems hold some back from large writes, so the
    /// pieces get smaller, and each is synced.
    func fill() throws {
        _ = try ChildCommand(
            "bash",
            [
                "-c",
                """
                exec 2>/dev/null
                file=$0-$RANDOM
                cat /dev/zero >"$file"
                for size in 65536 4096 1024; do
                    while dd if=/dev/zero of="$file" bs=$size count=1 oflag=append conv=notrunc,fsync
                    do :; done
                done
                ! { printf x >"$0-probe" && sync "$0-probe"; }
                """, filler,
            ]
        ).run().checked()
    }

    func makeRoom() throws {
        _ = try ChildCommand(
            "bash", ["-c", "rm -f \"$0\"-*; sync -f \"$(dirname \"$0\")\"", filler]
        ).run().checked()
    }

    /// After everything that is unlinked is really gone.
    func freeBytes() throws -> UInt64 {
        _ = try ChildCommand("sync", ["-f", volume.mountPoint]).run().checked()
        var buffer = statvfs()
        guard statvfs(volume.mountPoint, &buffer) == 0 else {
            throw TestFailure.system("statvfs of \(volume.mountPoint)")
        }
        return UInt64(buffer.f_bfree) * UInt64(buffer.f_frsize)
    }

    var hasReserve: Bool { access(store + "/cache/reserve", F_OK) == 0 }

    /// Names in a directory of the store.
    func names(in directory: String) throws -> [String] {
        try Directory(path: store + "/" + directory).entries().compactMap(\.name)
    }
}
