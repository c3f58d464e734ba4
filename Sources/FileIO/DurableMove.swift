import CLinux
import Glibc
import SystemPackage

/// What garbage collection does to files: it moves them aside, and later lets them go. Neither is made
/// durable here: after a power cut a file may stand where it stood before, which loses nothing.
extension Directory {
    /// Moves the file at `relative` to `name` in `destination`, in the place of what stands there;
    /// false if there is no such file.
    package func moveFile(
        _ relative: String, to destination: Directory, as name: String
    ) throws(FileError) -> Bool {
        try unlessAbsent { () throws(FileError) in
            let (holder, last) = try parent(of: relative)
            _ = try Seam.call(.rename, "\(path)/\(relative) -> \(destination.path)/\(name)") {
                Int(
                    renameat(
                        holder.descriptor.raw, last, destination.descriptor.raw, name))
            }
        }
    }

    /// Removes the file at `relative`; false if there is none.
    package func dropFile(_ relative: String) throws(FileError) -> Bool {
        try unlessAbsent { () throws(FileError) in
            let (holder, last) = try parent(of: relative)
            _ = try Seam.call(.unlink, path + "/" + relative) {
                Int(unlinkat(holder.descriptor.raw, last, 0))
            }
        }
    }

    /// Removes the directory at `relative` if it is there and empty.
    package func dropEmptyDirectory(_ relative: String) throws(FileError) {
        do throws(FileError) {
            let (holder, last) = try parent(of: relative)
            _ = try Seam.call(.unlink, path + "/" + relative) {
                Int(unlinkat(holder.descriptor.raw, last, Int32(linux_AT_REMOVEDIR)))
            }
        } catch {
            let harmless: [Errno] = [.noSuchFileOrDirectory, .directoryNotEmpty]
            guard harmless.contains(error.errno) else { throw error }
        }
    }

    private func unlessAbsent(_ body: () throws(FileError) -> Void) throws(FileError) -> Bool {
        do throws(FileError) {
            try body()
            return true
        } catch {
            if error.errno == .noSuchFileOrDirectory { return false }
            throw error
        }
    }
}
