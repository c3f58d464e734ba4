import FileIO
import Glibc
package import StoreModel
package import StoreRepository

/// What `store doctor` looks at in the store.
package struct DoctorStore: Sendable {
    /// Below this a push of anything but a toy fails: 1 GiB.
    private static let scarceBytes: UInt64 = 1 << 30

    private let repository: Repository

    package init(_ repository: Repository) { self.repository = repository }

    /// The finding about a store that cannot be opened.
    package static func finding(_ error: StoreError) -> Finding {
        let level: Finding.Level = error.code == .noStore ? .warning : .error
        return Finding("store format", level, error.message, fix: error.fix)
    }

    package func run() -> [Finding] {
        var findings = [format()]
        if let directory = repository.directory {
            findings.append(permissions(directory))
            findings.append(space())
        }
        findings.append(leases())
        findings += journals()
        return findings
    }

    private func format() -> Finding {
        let check = "store format"
        switch repository.access {
        case .full: return Finding(check, .ok, "format 1 at \(repository.path)")
        case .readOnly(let feature):
            return Finding(
                check, .warning, "the feature \(quoted(feature)) makes the store read-only here",
                fix: "use a newer build of store")
        }
    }

    private func permissions(_ directory: Directory) -> Finding {
        let check = "permissions"
        do throws(FileError) {
            let status = try directory.status()
            guard status.owner == geteuid() || geteuid() == 0 else {
                return Finding(
                    check, .warning, "the store belongs to user \(status.owner)",
                    fix: "run as that user to push or promote")
            }
            guard status.permissions & 0o022 == 0 else {
                return Finding(
                    check, .error,
                    "others may write to the store: mode 0\(String(status.permissions, radix: 8))",
                    fix: "chmod 0700 \(repository.path)")
            }
            return Finding(check, .ok, "mode 0\(String(status.permissions, radix: 8))")
        } catch {
            return Finding(check, .error, "\(error)", fix: "ls -ld \(repository.path)")
        }
    }

    private func space() -> Finding {
        let check = "free space"
        guard let free = FreeSpace.bytes(at: repository.path) else {
            return Finding(check, .warning, "it cannot be told", fix: "df \(repository.path)")
        }
        guard free >= DoctorStore.scarceBytes else {
            return Finding(
                check, .warning, "\(free >> 20) MiB are free",
                fix: "free some space on the file system of \(repository.path)")
        }
        return Finding(check, .ok, "\(free >> 30) GiB are free")
    }

    private func leases() -> Finding {
        let check = "leases"
        do throws(StoreError) {
            let all = try repository.leases()
            let dead = all.filter { !$0.isHeld }.count
            guard dead == 0 else {
                return Finding(
                    check, .warning, "leases of processes that are gone: \(dead)",
                    fix: "nothing to do: they block nothing, and the next push removes them")
            }
            return Finding(check, .ok, "\(all.count) held, none stale")
        } catch {
            return Finding(check, .warning, error.message, fix: error.fix)
        }
    }

    private func journals() -> [Finding] {
        do throws(StoreError) {
            var findings: [Finding] = []
            let models = try repository.models()
            for model in models {
                if let damage = try repository.state(of: model).damage {
                    findings.append(
                        Finding(
                            "journal", .error, "\(model): \(damage.message)",
                            fix: "store verify --all --repair"))
                }
            }
            if findings.isEmpty {
                findings.append(Finding("journal", .ok, "models readable: \(models.count)"))
            }
            return findings
        } catch {
            let fix = error.fix ?? "store verify --all --repair"
            return [Finding("journal", .error, error.message, fix: fix)]
        }
    }
}
