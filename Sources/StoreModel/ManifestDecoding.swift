import Hashing

extension Manifest {
    /// At most this many bytes of manifest are read into memory: about two million files.
    package static let byteLimit = 1 << 30

    /// Parses a manifest and checks every rule of design.md §4.7; throws `integrity` naming the
    /// first member that is wrong. Unknown members are refused: a manifest is a root object, and
    /// what a build does not understand it may not vouch for.
    package init(parsing bytes: [UInt8]) throws(StoreError) {
        let document: JSON
        do throws(JSONParser.Failure) {
            document = try JSONParser.parse(bytes)
        } catch {
            throw Manifest.malformed("byte \(error.offset)", error.reason)
        }
        try self.init(document)
        // The bytes are the identity: a second spelling of the same value would be a second name.
        guard json.canonicalBytes == bytes else {
            throw Manifest.malformed("the document", "it is not in canonical form (RFC 8785)")
        }
    }

    private init(_ document: JSON) throws(StoreError) {
        var reader = try MemberReader(document, place: "manifest")
        guard try reader.string("schema") == Manifest.schema else {
            throw Manifest.malformed("schema", "it is not \(Manifest.schema)")
        }
        self.init(
            model: try reader.named("model", ModelName.init(_:)),
            version: try reader.named("version", VersionID.init(_:)),
            created: try reader.timestamp("created"))
        for (index, item) in try reader.array("files").enumerated() {
            files.append(try Manifest.file(item, place: "files[\(index)]"))
        }
        directories = try reader.strings("directories")
        metrics = try reader.optionalObject("metrics")
        run = try reader.optionalString("run")
        parents = try reader.optionalDigests("parents")
        dataset = try reader.optionalString("dataset")
        description = try reader.optionalString("description")
        changelog = try reader.optionalString("changelog")
        labels = try reader.optionalStringMap("labels")
        locations = try reader.optionalStrings("locations")
        legacyTreeHash = try reader.optionalDigest("legacy_tree_hash")
        try reader.finish()
        try checkTree()
    }

    private static func file(_ item: JSON, place: String) throws(StoreError) -> ManifestFile {
        var reader = try MemberReader(item, place: place)
        let path = try reader.string("path")
        let size = try reader.size("size")
        let digest = try reader.digest("sha256")
        let isExecutable = try reader.bool("executable")
        var role: FileRole?
        if let text = try reader.optionalString("role") {
            guard let known = FileRole(rawValue: text) else {
                throw malformed(place + ".role", "\(quoted(text)) is not a role")
            }
            role = known
        }
        let file = ManifestFile(
            path: path, size: size, sha256: digest, isExecutable: isExecutable, role: role,
            name: try reader.optionalString("name"), format: try reader.optionalString("format"))
        try reader.finish()
        return file
    }

    /// Checks order, uniqueness and shape of all paths and metrics; throws `integrity`.
    package func checkTree() throws(StoreError) {
        var names = PathSet()
        try Manifest.checkOrder(files.map(\.path), place: "files")
        try Manifest.checkOrder(directories, place: "directories")
        for file in files { try names.insert(file.path, kind: .file) }
        for directory in directories { try names.insert(directory, kind: .emptyDirectory) }
        for (name, value) in metrics {
            guard value.double?.isFinite ?? (value.string != nil || value.bool != nil) else {
                throw Manifest.malformed(
                    "metrics \(quoted(name))", "it is not a text, a boolean or a finite number")
            }
        }
        var total: UInt64 = 0
        for file in files {
            let (sum, overflow) = total.addingReportingOverflow(file.size)
            guard !overflow, sum <= UInt64(JSON.largestInteger) else {
                throw Manifest.malformed("files", "their sizes add up to more than 2^53")
            }
            guard file.size > 0 || file.sha256 == Digest.ofNothing else {
                throw Manifest.malformed(
                    quoted(file.path), "it is empty but has another digest than no bytes")
            }
            total = sum
        }
    }

    private static func checkOrder(_ paths: [String], place: String) throws(StoreError) {
        for index in paths.indices.dropFirst()
        where !ManifestPath.precedes(paths[index - 1], paths[index]) {
            throw malformed(
                "\(place)[\(index)]",
                "\(quoted(paths[index])) is a duplicate or out of byte order")
        }
    }

    static func malformed(_ place: String, _ reason: String) -> StoreError {
        StoreError(.integrity, "bad manifest: \(place): \(reason)")
    }
}
