import FileIO
import StoreInterface
package import StoreModel
import SystemPackage

/// A lease as somebody else sees it.
package struct LeaseRecord: Sendable {
    /// Its file name, which begins with its kind.
    package let name: String
    package let content: JSON
    /// Its process lives.
    package let isHeld: Bool
    /// When it was taken, in nanoseconds since the epoch.
    package let taken: Int64

    package var kind: String { String(name.prefix { $0 != "-" }) }
}

extension Repository {
    /// All leases, dead ones too.
    package func leases() throws(StoreError) -> [LeaseRecord] {
        guard let directory else { return [] }
        do throws(FileError) {
            guard try directory.status("leases") != nil else { return [] }
            var records: [LeaseRecord] = []
            for entry in try directory.openDirectory("leases").entries() {
                guard let name = entry.name, name.hasSuffix(".json"),
                    let record = try record(name, in: directory)
                else { continue }
                records.append(record)
            }
            return records.sorted { $0.name < $1.name }
        } catch {
            throw StoreError(error, "cannot read the leases of \(path)")
        }
    }

    /// Removes the leases of processes that are gone.
    package func sweepLeases() throws(StoreError) {
        guard let directory else { return }
        for lease in try leases() where !lease.isHeld {
            do throws(FileError) {
                try directory.removeFileForNow("leases/" + lease.name)
            } catch {
                throw StoreError(error, "cannot remove the dead lease \(lease.name)")
            }
        }
    }

    /// Nil if the lease vanished meanwhile.
    private func record(
        _ name: String, in directory: Directory
    ) throws(FileError) -> LeaseRecord? {
        do throws(FileError) {
            let file = try directory.openFile("leases/" + name)
            let isHeld = try !file.tryLock(.shared)
            // What is not JSON is a lease of a kind this build does not know.
            let content = (try? JSONParser.parse(file.readAll(limit: 1 << 16))) ?? .null
            return LeaseRecord(
                name: name, content: content, isHeld: isHeld, taken: try file.status().modified)
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
    }
}
