import StoreModel

/// Collects what a verify finds, on one thread.
final class VerifyFindings {
    private(set) var report = VerifyReport()

    /// Counts objects and bytes as checked.
    func checked(objects: UInt64 = 1, bytes: UInt64 = 0) {
        report.objects += objects
        report.bytes += bytes
    }

    func add(_ problem: VerifyReport.Problem) { report.problems.append(problem) }

    func add(
        _ object: String, _ kind: VerifyReport.Problem.Kind, path: String? = nil,
        versions: [VersionID] = [], repaired: VerifyRepairOutcome
    ) {
        add(
            VerifyReport.Problem(
                object: object, kind: kind, path: path, versions: versions,
                repaired: repaired == .repaired))
    }
}

/// What became of a damaged object.
enum VerifyRepairOutcome { case repaired, left }
