import ArgumentParser
import FileIO
import Hashing
import StoreInterface
import StoreModel
import SystemPackage

struct KeygenCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a key that signs versions (Ed25519, as PEM).",
        discussion: """
            store keygen ~/.config/store/ann.pem
            store keygen release.pem --json
            """)

    @Argument(help: "The private key's file, which must not exist; beside it PATH.pub is made.")
    var path: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let path = try PathArgument.parse(path)
        let key = SigningKey()
        let verifying = key.verifyingKey
        let info = Radix64.text(verifying.subjectPublicKeyInfo)
        for taken in [path, path + ".pub"] where try KeygenCommand.exists(taken) {
            throw KeygenCommand.taken(taken)
        }
        try KeygenCommand.write(KeyFile.text(key), to: path, permissions: 0o400)
        try KeygenCommand.write(KeyFile.text(verifying), to: path + ".pub", permissions: 0o444)
        let sentence = "key \(verifying.id.short) is in \(path), its public half in \(path).pub"
        try session.console.emit(
            .object([
                "schema": "store.keygen/1", "key": .string(verifying.id.hex),
                "public": .string(info), "private_path": .string(path),
                "public_path": .string(path + ".pub"),
            ]),
            quiet: verifying.id.hex,
            text: VersionTable.text(
                [("key", .digest(verifying.id)), ("public", Cell(info))], session.console)
                + sentence + "\n",
            done: sentence)
        return 0
    }

    private static func exists(_ path: String) throws(StoreError) -> Bool {
        let (directory, name) = try place(path)
        return try attempting("cannot look at \(quoted(path))") { () throws(FileError) in
            try directory.status(name) != nil
        }
    }

    private static func taken(_ path: String) -> StoreError {
        StoreError(
            .exists, "\(quoted(path)) exists, and a key is never replaced",
            fix: "choose another path")
    }

    /// The directory of a file, and the file's name in it.
    private static func place(_ path: String) throws(StoreError) -> (Directory, String) {
        guard let name = FilePath(path).lastComponent?.string else {
            throw StoreError(.usage, "\(quoted(path)) names no file", fix: "store keygen key.pem")
        }
        let above = FilePath(path).removingLastComponent()
        let directory = try attempting("cannot open the directory of \(quoted(path))") {
            () throws(FileError) in
            try Directory(path: above.isEmpty ? "." : above.string)
        }
        return (directory, name)
    }

    private static func write(
        _ text: String, to path: String, permissions: UInt32
    ) throws(StoreError) {
        let (directory, name) = try place(path)
        let outcome = try attempting("cannot write the key \(quoted(path))") {
            () throws(FileError) -> DurableOutcome in
            let file = try DurableFile(in: directory, permissions: permissions)
            var text = text
            let result = text.withUTF8 { bytes in
                Result { () throws(FileError) in try file.append(UnsafeRawBufferPointer(bytes)) }
            }
            try result.get()
            return try file.publish(in: directory, as: name)
        }
        guard outcome == .created else { throw taken(path) }
    }
}
