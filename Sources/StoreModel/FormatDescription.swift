/// `format.json`: what a build must know to touch a store (design.md §3, §4.11).
package struct FormatDescription: Hashable, Sendable {
    package var format: Int64
    /// Features that any build may ignore.
    package var compatible: [String]
    /// Features that a build may ignore as long as it only reads.
    package var readOnlyCompatible: [String]
    /// Features that a build must know to open the store at all.
    package var incompatible: [String]

    /// An incompatible feature that this build knows. Raw values are part of format 1.
    package enum Feature: String, Sendable, CaseIterable {
        /// Chunks may be stored as differences from others (docs/decisions/0026).
        case deltas
        /// Versions must satisfy policies before they become active (docs/decisions/0029). Added when the
        /// first policy is set: a build that does not know policies must not promote past them.
        case policies
    }

    /// What this build writes.
    package static let current = FormatDescription(
        format: 1, compatible: [], readOnlyCompatible: [],
        incompatible: [Feature.deltas.rawValue])

    /// The same store once it uses a feature.
    package func adding(_ feature: Feature) -> FormatDescription {
        var format = self
        format.incompatible = (incompatible + [feature.rawValue]).sorted()
        return format
    }

    /// Whether the store may use a feature.
    package func has(_ feature: Feature) -> Bool { incompatible.contains(feature.rawValue) }

    package var json: JSON {
        .object([
            "format": .integer(format),
            "compatible": .array(compatible.map(JSON.string)),
            "readOnlyCompatible": .array(readOnlyCompatible.map(JSON.string)),
            "incompatible": .array(incompatible.map(JSON.string)),
        ])
    }

    package init(
        format: Int64, compatible: [String], readOnlyCompatible: [String], incompatible: [String]
    ) {
        self.format = format
        self.compatible = compatible
        self.readOnlyCompatible = readOnlyCompatible
        self.incompatible = incompatible
    }

    /// Parses `format.json`; throws `unknownFormat` if it is not one.
    package init(parsing bytes: [UInt8]) throws(StoreError) {
        guard let document = try? JSONParser.parse(bytes) else {  // the reason adds nothing here
            throw StoreError(.unknownFormat, "format.json is not JSON")
        }
        do throws(StoreError) {
            var reader = try MemberReader(document, place: "format.json")
            format = Int64(try reader.size("format"))
            compatible = try reader.strings("compatible")
            readOnlyCompatible = try reader.strings("readOnlyCompatible")
            incompatible = try reader.strings("incompatible")
            try reader.finish()
            guard format > 0 else {
                throw StoreError(.unknownFormat, "format.json: formats are numbered from 1")
            }
        } catch {
            throw StoreError(.unknownFormat, error.message)
        }
    }

    /// What a build may do with a store.
    package enum Access: Sendable, Equatable { case full, readOnly(feature: String) }

    /// What this build may do with the store; throws `unknownFormat` naming the feature it lacks.
    package func access() throws(StoreError) -> Access {
        guard format == FormatDescription.current.format else {
            throw StoreError(
                .unknownFormat, "the store has format \(format); this build knows format 1",
                fix: "use a newer build of store")
        }
        if let feature = incompatible.first(where: { Feature(rawValue: $0) == nil }) {
            throw StoreError(
                .unknownFormat, "the store needs the feature \(quoted(feature))",
                fix: "use a newer build of store")
        }
        if let feature = readOnlyCompatible.first { return .readOnly(feature: feature) }
        return .full
    }
}
