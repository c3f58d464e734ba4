import StoreModel

/// `serving/<number>/`: for servers that load the directory of the highest number, or those that they
/// are told. It lists what is active and what users have tagged; not what `latest` and `previous` name,
/// or after a rollback the version that was left would still be the highest.
extension MountedTree {
    /// The versions that are served now, in the order of their numbers.
    func served(_ state: ModelState) -> [VersionEntry] {
        MountedTree.served(state.refs.map { ($0.key, $0.value) }, state)
    }

    /// Those of an earlier generation.
    func served(
        in state: ModelState, asOf generation: UInt64
    ) throws(StoreError) -> [VersionEntry] {
        MountedTree.served(try history.refs(in: state, asOf: generation), state)
    }

    /// The version that is served under a number, which has no leading zeros.
    func served(_ name: [UInt8], in state: ModelState) -> VersionEntry? {
        served(state).first { "\($0.number)".utf8.elementsEqual(name) }
    }

    private static func served(
        _ refs: [(name: RefName, target: RefTarget)], _ state: ModelState
    ) -> [VersionEntry] {
        let versions = refs.filter { $0.name == .active || !RefName.builtIn.contains($0.name) }
            .map(\.target.version)
        return Set(versions).compactMap(state.entry).sorted { $0.number < $1.number }
    }
}
