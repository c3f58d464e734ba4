import StoreCommands
import StoreModel
import Testing

@Suite struct SettingsTests {
    private func settings(
        store: String? = nil, model: String? = nil, _ variables: [String: String] = [:],
        files: [String: String] = [:]
    ) throws -> Settings {
        var all = ["HOME": "/u"]
        all.merge(variables) { _, new in new }
        return try Settings(
            store: store, model: model, environment: Environment(all), login: "u@h"
        ) { (path) throws(StoreError) in
            guard let text = files[path] else { return nil }
            return try ConfigurationFile(path: path, text: text)
        }
    }

    @Test func eachPlaceWinsOverTheNext() throws {
        let files = [
            "./.store.yaml": "store: here\nmodel: a\n",
            "/u/.config/store/config.yaml": "store: ~/mine\nmodel: b\n",
            "/etc/store/config.yaml": "store: /srv/store\nmodel: c\n",
        ]
        let both = ["STORE_PATH": "/env", "STORE_MODEL": "e"]
        var found = try settings(store: "/opt", model: "o", both, files: files)
        #expect(found.store == Setting("/opt", origin: "--store"))
        #expect(found.model == Setting("o", origin: "--model"))
        found = try settings(both, files: files)
        #expect(found.store == Setting("/env", origin: "STORE_PATH"))
        #expect(found.model == Setting("e", origin: "STORE_MODEL"))
        found = try settings(files: files)
        #expect(found.store == Setting("./here", origin: "./.store.yaml"))
        #expect(found.model?.value == "a")
        found = try settings(files: files.filter { $0.key != "./.store.yaml" })
        #expect(found.store.value == "/u/mine")
        #expect(found.model?.value == "b")
        found = try settings(files: files.filter { $0.key.hasPrefix("/etc") })
        #expect(found.store == Setting("/srv/store", origin: "/etc/store/config.yaml"))
        #expect(!found.isEmbeddedDefault)
    }

    @Test func theEmbeddedDefault() throws {
        var found = try settings()
        #expect(found.isEmbeddedDefault)
        #expect(found.store.value == "/u/.local/share/store")
        #expect(found.model == nil)
        #expect(found.actor == Setting("u@h", origin: "user and host"))
        found = try settings(["XDG_DATA_HOME": "/data", "STORE_ACTOR": "ci"])
        #expect(found.store.value == "/data/store")
        #expect(found.actor.value == "ci")
    }

    @Test func xdgConfigHomeMovesTheFile() throws {
        let found = try settings(
            ["XDG_CONFIG_HOME": "/cfg"], files: ["/cfg/store/config.yaml": "store: s\n"])
        #expect(found.store.value == "/cfg/store/s")
    }

    @Test func anEmptyVariableIsUnset() throws {
        #expect(try settings(["STORE_PATH": ""]).isEmbeddedDefault)
    }

    @Test(arguments: [
        ("store: a\nstoer: b\n", 2), ("model: [a]\n", nil), ("- a\n", 1), ("store: 'x\n", 2),
        ("store: a\nstore: b\n", 1), ("store:\n", nil), ("\tstore: a\n", 1),
    ])
    func badFilesNameFileAndLine(_ text: String, _ line: Int?) {
        do {
            _ = try ConfigurationFile(path: "c.yaml", text: text)
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.code == .usage)
            #expect(error.message.contains("c.yaml"))
            if let line { #expect(error.message.contains("line \(line)"), "\(error.message)") }
        }
    }

    @Test func anEmptyFileSaysNothing() throws {
        let file = try ConfigurationFile(path: "c", text: "# nothing\n")
        #expect(file.store == nil)
    }
}
