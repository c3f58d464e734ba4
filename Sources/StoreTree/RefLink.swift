import StoreModel

/// The symbolic link `refs/<ref>` while it points at one version.
struct RefLink: Hashable, Sendable {
    let home: ModelHome
    let ref: RefName
    let version: VersionID

    var target: [UInt8] { Array("../versions/\(version.text)".utf8) }
}
