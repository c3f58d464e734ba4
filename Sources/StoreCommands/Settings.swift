package import StoreModel

/// The settings after all places have been asked (docs/cli.md, "Where the store is").
package struct Settings: Sendable {
    /// The store's directory.
    package let store: Setting
    /// nil: no place names a model; the store's contents decide.
    package let model: Setting?
    package let actor: Setting
    /// Nobody named the store: it is the embedded default, which `push` creates.
    package let isEmbeddedDefault: Bool

    /// - Parameters:
    ///   - store: `--store`.
    ///   - model: `--model`.
    ///   - login: `user@host`, where `STORE_ACTOR` does not say otherwise.
    ///   - read: reads a configuration file; nil if there is none.
    package init(
        store: String?, model: String?, environment: Environment, login: String,
        read: (String) throws(StoreError) -> ConfigurationFile? = ConfigurationFile.read
    ) throws(StoreError) {
        var files: [ConfigurationFile] = []
        for path in Settings.configurationPaths(environment) {
            if let file = try read(path) { files.append(file) }
        }
        let named =
            try store.map { (path) throws(StoreError) in
                Setting(try PathArgument.parse(path), origin: "--store")
            }
            ?? environment["STORE_PATH"].map { Setting($0, origin: "STORE_PATH") }
            ?? Settings.first(files) { file in
                file.store.map { Settings.resolve($0, besides: file.path, environment) }
            }
        isEmbeddedDefault = named == nil
        if let named { self.store = named } else { self.store = try Settings.embedded(environment) }
        self.model =
            model.map { Setting($0, origin: "--model") }
            ?? environment["STORE_MODEL"].map { Setting($0, origin: "STORE_MODEL") }
            ?? Settings.first(files) { $0.model }
        actor =
            environment["STORE_ACTOR"].map { Setting($0, origin: "STORE_ACTOR") }
            ?? Setting(login, origin: "user and host")
    }

    /// Strongest first.
    package static func configurationPaths(_ environment: Environment) -> [String] {
        let home = environment["HOME"]
        let user = environment["XDG_CONFIG_HOME"] ?? home.map { $0 + "/.config" }
        return ["./.store.yaml"] + (user.map { [$0 + "/store/config.yaml"] } ?? [])
            + ["/etc/store/config.yaml"]
    }

    private static func first(
        _ files: [ConfigurationFile], _ value: (ConfigurationFile) -> String?
    ) -> Setting? {
        for file in files {
            if let text = value(file) { return Setting(text, origin: file.path) }
        }
        return nil
    }

    /// `~/` is the user's home; a relative path begins where the file stands.
    private static func resolve(
        _ path: String, besides file: String, _ environment: Environment
    ) -> String {
        if path.hasPrefix("~/"), let home = environment["HOME"] { return home + path.dropFirst() }
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    private static func embedded(_ environment: Environment) throws(StoreError) -> Setting {
        if let data = environment["XDG_DATA_HOME"] {
            return Setting(data + "/store", origin: "XDG_DATA_HOME")
        }
        guard let home = environment["HOME"] else {
            throw StoreError(
                .usage, "nothing says where the store is, and HOME is not set",
                fix: "--store PATH, or STORE_PATH=PATH")
        }
        return Setting(home + "/.local/share/store", origin: "default")
    }

    /// What was named on the command line, in the environment or in a file.
    package func modelSelection() throws(StoreError) -> ModelName? {
        guard let model else { return nil }
        return try ModelName(model.value)
    }
}
