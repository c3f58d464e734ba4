import FileIO
import Glibc
import SystemPackage

/// The mounts that this process sees, in the order in which they were made (proc(5),
/// /proc/self/mountinfo).
package struct MountTable: Sendable {
    package let entries: [MountTableEntry]

    /// Parses the file's text; lines that make no sense are left out.
    package init(parsing text: [UInt8]) {
        entries = text.split(separator: 0x0A).compactMap { MountTableEntry(line: Array($0)) }
    }

    package static func read() throws(MountError) -> MountTable {
        do throws(FileError) {
            let file = try Descriptor.openKernelFile("/proc/self/mountinfo", flags: O_RDONLY)
            return MountTable(parsing: try file.readToEnd(limit: 1 << 26))
        } catch {
            throw .call(error)
        }
    }

    /// The mount that a path walk to `path` ends in: the last one made there.
    package func topmost(at path: String) -> MountTableEntry? {
        entries.last { $0.mountPoint == path }
    }

    /// All mounts of stores.
    package var stores: [MountTableEntry] { entries.filter(\.isStore) }
}
