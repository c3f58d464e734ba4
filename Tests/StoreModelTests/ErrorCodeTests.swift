import StoreModel
import Testing

@Suite("Errors")
struct ErrorCodeTests {
    /// docs/cli.md, exit codes.
    @Test("every code has the exit code of the contract and a name of its own")
    func exitCodes() {
        let contract: [Int32: Set<ErrorCode>] = [
            1: [
                .badInput, .changedWhileRead, .noSpace, .inputOutput, .permission, .unknownFormat,
                .unsupported, .exists, .limit,
            ],
            2: [.usage, .ambiguous, .needsConfirmation], 3: [.partial], 4: [.unauthorized],
            5: [.notFound], 6: [.conflict], 7: [.refused], 8: [.integrity], 9: [.unreachable],
            10: [.noStore], 11: [.busy],
        ]
        for (exit, codes) in contract {
            for code in codes { #expect(code.exitCode == exit, "\(code)") }
        }
        #expect(contract.values.reduce(0) { $0 + $1.count } == ErrorCode.allCases.count)
        #expect(Set(ErrorCode.allCases.map(\.rawValue)).count == ErrorCode.allCases.count)
        #expect(ErrorCode.allCases.allSatisfy { $0.rawValue.hasPrefix("E_") })
    }

    @Test("an error says what, why and what to type next")
    func description() {
        let error = StoreError(.noSpace, "cannot push", fix: "store gc", cause: "ENOSPC")
        #expect(error.description == "cannot push (ENOSPC)\n  try: store gc")
        #expect(StoreError(.usage, "bad").description == "bad")
    }
}
