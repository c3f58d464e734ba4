import FUSE
import FileIO
import StoreInterface
import StoreModel
import SystemPackage

/// A mount that this process made and holds: its device, the request that began it,
/// and what its workers have to know of those before them.
final class HeldMount {
    let path: String
    let device: Descriptor
    let initialisation: MemoryFile
    /// What its workers have opened.
    let opens: MemoryFile
    /// Whether another worker can take over from one that dies.
    let outlivesWorkers: Bool
    /// `major:minor`, by which the mount is known again in the mount table.
    private let number: String?

    /// Mounts at `path`. What a dead supervisor left there is detached first, so that mounts never
    /// stack; a store that is served there makes this fail with `busy`.
    init(at path: String, for audience: MountAudience) throws(StoreError) {
        do throws(MountError) {
            let place = try MountPoint(resolving: path)
            // Two mounts that begin at once would stand on each other.
            let claim = try place.claim()
            defer { withExtendedLifetime(claim) {} }
            let device = try KernelMount.mount(at: place.path, for: audience)
            do throws(MountError) {
                let request = try KernelMount.readInitialisation(from: device)
                number = try MountTable.read().topmost(at: place.path)?.device
                outlivesWorkers = request.canResend
                initialisation = try HeldMount.save(request.bytes, "store-mount-init")
                opens = try HeldMount.save([], "store-mount-opens")
            } catch {
                try Unmount.unmount(place.path, .lazily)
                throw error
            }
            self.path = place.path
            self.device = device
        } catch {
            throw HeldMount.meaning(of: error, path)
        }
    }

    private static func meaning(of error: MountError, _ path: String) -> StoreError {
        if case .call(let failure) = error, failure.errno == .noSuchFileOrDirectory {
            return StoreError(
                .notFound, "there is no directory \(path) to mount on", fix: "mkdir -p \(path)")
        }
        if case .call(let failure) = error, failure.errno == .notDirectory {
            return StoreError(
                .badInput, "\(path) is not a directory, so nothing can be mounted on it")
        }
        return StoreError(error, "cannot mount on \(path)")
    }

    private static func save(
        _ bytes: [UInt8], _ name: String
    ) throws(MountError) -> MemoryFile {
        do throws(FileError) {
            return try MemoryFile(name: name, contents: bytes)
        } catch {
            throw .call(error)
        }
    }

    /// Lets the kernel read far ahead; only once INIT has been answered, which sets it anew.
    func raiseReadAhead() {
        if let number { ReadAhead.raise(for: number) }
    }

    /// Takes the mount out of the tree, if it is still there. Without files open in it the session
    /// ends with this.
    func detach() {
        do throws(MountError) {
            guard let number, try MountTable.read().topmost(at: path)?.device == number else {
                return
            }
            // The number of a session that has ended may be that of the next mount by now.
            guard !Waiting.hasEnded(device.raw) else { return }
            try Unmount.unmount(path, .lazily)
        } catch {
            // Gone in between, or refused: the process ends, and closing the device ends the mount
            // for everyone; the next `store mount` clears the place.
            return
        }
    }
}
