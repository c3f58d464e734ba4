import FileIO
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import SystemPackage

/// A symbolic link of the user's that leads to the files of the active version, for programs that watch
/// a directory with inotify, which sees nothing of a flip inside a mount.
final class ActiveLink {
    private let directory: Directory
    private let name: String
    private let path: String
    private let repository: Repository
    private let report: (String) -> Void
    /// What was said last of why the link cannot follow, so that it is said once.
    private var said: VersionID?

    init(
        _ path: String, _ repository: Repository, report: @escaping (String) -> Void
    ) throws(StoreError) {
        let link = FilePath(path)
        guard let last = link.lastComponent, last.kind == .regular else {
            throw StoreError(
                .usage, "--link \(quoted(path)) is not the name of a link", fix: "--link ./current")
        }
        let parent = link.removingLastComponent()
        let name = last.string
        self.path = path
        self.name = name
        self.repository = repository
        self.report = report
        directory = try attempting("cannot make the link \(quoted(path))") {
            () throws(FileError) in
            let directory = try Directory(path: parent.isEmpty ? "." : parent.string)
            _ = try directory.linkTarget(of: name)
            return directory
        }
    }

    /// Has the link lead to what is active in `state`. Where no mount shows that, the link stays as it
    /// is, and the next call tries again.
    func follow(_ state: ModelState) throws(StoreError) {
        guard let id = state.active?.version, let entry = state.version(id) else { return }
        let version = try ShowVersion(repository).document(entry, in: state)
        guard let target = MountRecords.path(of: version, in: repository) else {
            if said != id {
                report("the link \(quoted(path)) waits for a mount that shows \(state.model)@\(id)")
            }
            said = id
            return
        }
        said = nil
        try attempting("cannot make the link \(quoted(path))") { () throws(FileError) in
            if try directory.linkTarget(of: name) != target {
                try directory.replaceLink(name, target: target)
            }
        }
    }
}
