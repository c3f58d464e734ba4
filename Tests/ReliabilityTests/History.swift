import StoreModel

/// Judges a concurrent history by the journal, which is its total order: what was acknowledged is there
/// exactly once, nothing is there that nobody did, and an operation that began after another was
/// acknowledged comes after it (linearizability, Herlihy and Wing 1990).
struct History {
    let operations: [Operation]
    /// Records, oldest first.
    let records: [JSON]

    var violations: [String] { order + acknowledgements + realTime + results }

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
            case .verify: continue
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

    /// A promotion's own account agrees with the journal: its generation, what was active before it,
    /// and, where it had nothing to do, what was active then.
    private var results: [String] {
        var active: [String?] = [nil]
        for record in records { active.append(record["refs"]?["active"]?["version"]?.string) }
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
}
