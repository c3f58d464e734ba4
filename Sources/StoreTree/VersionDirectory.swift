import Hashing
import StoreModel

/// A directory inside a version, as seen through one view.
struct VersionDirectory: Hashable, Sendable {
    let home: ModelHome
    let view: VersionView
    let manifest: Digest
    /// Which of the tree's directories; 0 is the version's root. The tree is a function of the
    /// manifest, so this stands for the path.
    let index: Int32

    func child(_ index: Int32) -> VersionDirectory {
        VersionDirectory(home: home, view: view, manifest: manifest, index: index)
    }
}
