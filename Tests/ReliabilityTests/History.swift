import StoreModel

/// Judges a concurrent history by the journal, which is its total order: what was acknowledged is there
/// exactly once, nothing is there that nobody did, and an operation that began after another was
/// acknowledged comes after it (linearizability, Herlihy and Wing 1990).
struct History {
    let operations: [Operation]
    /// Records, oldest first.
    let records: [JSON]

    var violations: [String] { order + acknowledgements + realTime + results + reads }

    private func generation(_ record: JSON) -> Int64 { record["generation"]?.integer ?? 0 }

    private var order: [String] {
        records.enumerated().compactMap { index, record in
            generation(record) == Int64(index + 1)
                ? nil : "record \(index + 1) has generation \(generation(record))"
        }
    }

    private var acknowledgements: [String] {
        var found: [String] = []
        for operation in operations {
            let count = records.count { operation.wrote($0) }
            switch operation.kind {
            case .verify, .read: continue
            case .push, .promote: break
            }
            let isExpected = operation.isAcknowledged && !operation.isUnchanged
            if isExpected, count != 1 {
                found.append("\(operation.kind) stands there \(count) times")
            }
            if !isExpected, count > (operation.isKilled ? 1 : 0) {
                found.append("\(operation.kind) ended \(operation.ending), yet is there")
            }
        }
        return found
    }

    /// Operations with a record and an acknowledgement, and their generations.
    private var placed: [(operation: Operation, generation: Int64)] {
        operations.compactMap { operation in
            records.first { operation.wrote($0) }.map { (operation, generation($0)) }
        }
    }

    private var realTime: [String] {
        var found: [String] = []
        let placed = placed
        for earlier in placed where earlier.operation.isAcknowledged {
            for later in placed where later.operation.started > earlier.operation.ended {
                if later.generation < earlier.generation {
                    found.append(
                        "\(later.operation.kind) is \(later.generation), but began after "
                            + "\(earlier.operation.kind), which is \(earlier.generation), was done")
                }
            }
        }
        return found
    }

    /// What was active when the history had come to each generation; first, to none.
    private var active: [String?] {
        [nil] + records.map { $0["refs"]?["active"]?["version"]?.string }
    }

    /// A promotion's own account agrees with the journal: its generation, what was active before it,
    /// and, where it had nothing to do, what was active then.
    private var results: [String] {
        let active = active
        return operations.compactMap { operation in
            guard case .promote = operation.kind, operation.isAcknowledged,
                let generation = operation.document["generation"]?.integer.map({ Int($0) }),
                active.indices.contains(generation)
            else { return nil }
            let before = operation.isUnchanged ? generation : generation - 1
            let isRight =
                operation.document["from"]?.string == active[before]
                && operation.document["to"]?.string == active[generation]
            return isRight ? nil : "\(operation.kind) says \(operation.document.canonicalText)"
        }
    }

    /// A look at what is active shows what some generation made active: none that is older than another
    /// such, which was acknowledged or seen before the look began, and none that began after it.
    private var reads: [String] {
        let active = active
        let changes: (Int) -> Bool = { active[$0] != active[$0 - 1] }
        let done = placed
        let looks = operations.filter { operation in
            if case .read = operation.kind { operation.isAcknowledged } else { false }
        }
        return looks.compactMap { look in
            let seen = look.generation ?? 0
            let isLate = done.contains {
                $0.operation.isAcknowledged && $0.operation.ended < look.started
                    && $0.generation > seen && changes(Int($0.generation))
            }
            let isBack = looks.contains {
                $0.ended < look.started && ($0.generation ?? 0) > seen
            }
            let isEarly = done.contains {
                $0.operation.started > look.ended && $0.generation <= seen
            }
            let isRight =
                active.indices.contains(Int(seen))
                && look.document["version"]?.string == active[Int(seen)]
            return isLate || isBack || isEarly || !isRight
                ? "a look that is wrong: \(look.document.canonicalText)" : nil
        }
    }
}
