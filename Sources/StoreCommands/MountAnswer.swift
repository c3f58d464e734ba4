import FUSE
import FileIO
import StoreMount
import StoreOperations
import SystemPackage

/// What a mount says when it is asked.
enum MountAnswer: Sendable {
    case says(store: String, health: Health, MountFacts)
    /// This user may not ask it.
    case denied
    /// Nobody serves it.
    case dead

    /// Asks the mount at `path`, which may take for ever.
    static func of(_ path: String) -> MountAnswer {
        do throws(FileError) {
            guard let store = try value(.store, path), let health = try value(.health, path) else {
                return .dead
            }
            return .says(
                store: store, health: Health(rawValue: health) ?? .degraded,
                MountFacts(
                    generation: try number(.generation, path),
                    bytesHydrated: try number(.hydrated, path),
                    passthrough: try value(.passthrough, path).flatMap(PassthroughUse.init)?
                        .rawValue,
                    filesPassedThrough: try number(.passedThrough, path)))
        } catch {
            let isDenied = error.errno == .permissionDenied || error.errno == .notPermitted
            return isDenied ? .denied : .dead
        }
    }

    private static func number(
        _ attribute: RootAttribute, _ path: String
    ) throws(FileError) -> UInt64? {
        try value(attribute, path).flatMap { UInt64($0) }
    }

    private static func value(
        _ attribute: RootAttribute, _ path: String
    ) throws(FileError) -> String? {
        try ExtendedAttributes.value(attribute.rawValue, at: path)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
