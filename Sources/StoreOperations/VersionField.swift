package import StoreModel

/// A field that versions are filtered and sorted by.
package enum VersionField: Hashable, Sendable {
    case metric(String)
    case number, created, version, bytes, files

    /// Parses `metrics.NAME`, `number`, `created`, `version`, `bytes` or `files`; throws `usage`.
    package init(_ text: String) throws(StoreError) {
        switch text {
        case "number": self = .number
        case "created": self = .created
        case "version": self = .version
        case "bytes": self = .bytes
        case "files": self = .files
        default:
            guard text.hasPrefix("metrics."), text.utf8.count > 8 else {
                throw StoreError(
                    .usage, "\(quoted(text)) is not a field of a version",
                    fix: "metrics.NAME, number, created, version, bytes or files")
            }
            self = .metric(String(text.dropFirst(8)))
        }
    }

    /// The field's value; nil for a metric that the version does not have.
    package func value(of version: VersionDocument) -> FieldValue? {
        switch self {
        case .number: .number(Double(version.entry.number))
        case .created: .time(version.manifest.created)
        case .version: .text(version.entry.id.text)
        case .bytes: .number(Double(version.manifest.totalBytes))
        case .files: .number(Double(version.manifest.files.count))
        case .metric(let name): version.manifest.metrics[name].flatMap(FieldValue.init(scalar:))
        }
    }
}
