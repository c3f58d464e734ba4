import Hashing
import StoreModel
import StoreOperations

/// The options of `push`, checked for form.
struct CheckedFacts {
    private let facts: PushFacts
    private let version: VersionID?
    private let artefacts: [NamedPath]
    private let preprocessing: [NamedPath]
    private let attribution: [NamedPath]
    private let metrics: [String: JSON]
    private let labels: [String: String]
    private let parents: [Reference]
    private let created: Timestamp?

    init(_ facts: PushFacts, environment: Environment) throws(StoreError) {
        self.facts = facts
        try CheckedFacts.requireText(facts)
        version = try facts.version.map { (text) throws(StoreError) in try VersionID(text) }
        artefacts = try CheckedFacts.paths(facts.artefact, "--artefact", PairArgument.formatted)
        preprocessing = try CheckedFacts.paths(
            facts.preprocessing, "--preprocessing", PairArgument.path)
        attribution = try CheckedFacts.paths(facts.attribution, "--attribution", PairArgument.path)
        metrics = try CheckedFacts.unique(facts.metric, "--metric", PairArgument.metric)
        labels = try CheckedFacts.unique(facts.label, "--label") { $1 }
        var references: [Reference] = []
        for text in facts.parent { references.append(try Reference(text)) }
        parents = references
        created = try CheckedFacts.created(facts.created, environment)
    }

    /// Puts all but the parents into the request.
    func fill(_ request: inout PushRequest) {
        request.version = version
        request.run = facts.runId
        request.dataset = facts.datasetVersion
        request.description = facts.description
        request.changelog = facts.changelog
        request.artefacts = artefacts
        request.preprocessing = preprocessing
        request.attribution = attribution
        request.metricsFile = facts.metricsFile
        request.metrics = metrics
        request.labels = labels
        request.locations = facts.location
        request.created = created
    }

    /// The digests of the versions that `--parent` names.
    func parents(in store: OpenStore) throws(StoreError) -> [Digest] {
        var digests: [Digest] = []
        for reference in parents {
            let (_, entry) = try store.selection.version(reference, in: store.repository)
            digests.append(entry.manifest)
        }
        return digests
    }

    /// What a script's unset variable leaves behind is no value.
    private static func requireText(_ facts: PushFacts) throws(StoreError) {
        try TextArgument.check(facts.runId, option: "--run-id")
        try TextArgument.check(facts.datasetVersion, option: "--dataset-version")
        try TextArgument.check(facts.metricsFile, option: "--metrics-file")
        for location in facts.location { try TextArgument.check(location, option: "--location") }
    }

    private static func paths(
        _ texts: [String], _ option: String, _ make: (String, String) -> NamedPath
    ) throws(StoreError) -> [NamedPath] {
        var paths: [NamedPath] = []
        for text in texts {
            let (name, value) = try PairArgument.split(text, option: option)
            paths.append(make(name, value))
        }
        return paths
    }

    private static func unique<Value>(
        _ texts: [String], _ option: String,
        _ make: (_ name: String, _ value: String) throws(StoreError) -> Value
    ) throws(StoreError) -> [String: Value] {
        var values: [String: Value] = [:]
        for text in texts {
            let (name, value) = try PairArgument.split(text, option: option)
            guard values.updateValue(try make(name, value), forKey: name) == nil else {
                throw StoreError(
                    .usage, "\(option) \(quoted(name)) is given twice", fix: "leave one out")
            }
        }
        return values
    }

    /// SOURCE_DATE_EPOCH is in seconds (reproducible-builds.org).
    private static func created(
        _ text: String?, _ environment: Environment
    ) throws(StoreError) -> Timestamp? {
        if let text { return try TimeArgument.parse(text, option: "--created") }
        guard let epoch = environment["SOURCE_DATE_EPOCH"] else { return nil }
        guard let seconds = Int64(epoch),
            (Timestamp.range.lowerBound / 1000...Timestamp.range.upperBound / 1000)
                .contains(seconds)
        else {
            throw StoreError(
                .usage, "SOURCE_DATE_EPOCH \(quoted(epoch)) is not a number of seconds since 1970",
                fix: "SOURCE_DATE_EPOCH=$(date +%s)")
        }
        return Timestamp(milliseconds: seconds * 1000)
    }
}
