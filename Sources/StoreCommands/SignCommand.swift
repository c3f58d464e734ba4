import ArgumentParser
import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreOperations

struct SignCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a version for release; only its manifest is read.",
        discussion: """
            store sign v7 --key ~/.config/store/ann.pem
            store sign latest --key release.pem --expires-in 30d --store-name acme/models
            """)

    @Argument(
        help: "The version.", completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @Option(help: "The private key, as store keygen makes it.", completion: .file())
    var key: String

    @Option(help: "How long the signature counts: 12h, 90d, 52w.")
    var expiresIn = "90d"

    @Option(help: "What the statement calls the store, where no policy says it.")
    var storeName: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        let path = try PathArgument.parse(key)
        let bytes = try attempting("cannot read the key \(quoted(path))") {
            () throws(FileError) in
            try FileReader(path: path).readAll(limit: KeyFile.byteLimit)
        }
        let key = try KeyFile.signingKey(bytes, path: path)
        let window = try RetentionWindow(expiresIn, option: "--expires-in")
        let store = try session.open()
        var sign = SignVersion(
            reference, selection: store.selection, expires: window.end(from: session.now))
        sign.store = storeName
        let result = try sign.run(by: key, in: store.repository)
        let statement = result.signed.statement
        let sentence =
            "\(statement.model)@\(statement.version) is signed by \(result.signed.key.short) "
            + "until \(statement.expires)"
        try session.console.emit(
            result.json, quiet: result.signed.key.hex, text: sentence + "\n", done: sentence)
        return 0
    }
}
