import FUSE
import Testing

@Suite("The INIT request")
struct InitRequestTests {
    /// Header (length, opcode, unique 2, …), then major, minor, max_readahead, flags, flags2.
    private func request(opcode: UInt32, flags: UInt32, more: UInt32) -> [UInt8] {
        let words: [UInt32] =
            [104, opcode, 2, 0, 0, 0, 0, 0, 0, 0] + [7, 44, 131_072, flags, more]
            + Array(repeating: 0, count: 11)
        return words.withUnsafeBytes { Array($0) }
    }

    @Test func anotherRequestIsRefused() {
        #expect(InitRequest(request(opcode: 1, flags: 0, more: 0)) == nil)
        #expect(InitRequest([]) == nil)
        #expect(InitRequest(Array(repeating: 0, count: 39)) == nil)
    }

    @Test func passthroughNeedsBothFlags() {
        let known = [
            (UInt32(1) << 30, UInt32(1) << 5, true), (0, 1 << 5, false), (1 << 30, 1 << 7, false),
        ]
        for (flags, more, isKnown) in known {
            let request = InitRequest(request(opcode: 26, flags: flags, more: more))
            #expect(request?.canPassThrough == isKnown)
        }
    }

    @Test func resendNeedsBothFlags() {
        #expect(InitRequest(request(opcode: 26, flags: 1 << 30, more: 1 << 7))?.canResend == true)
        #expect(InitRequest(request(opcode: 26, flags: 0, more: 1 << 7))?.canResend == false)
        #expect(InitRequest(request(opcode: 26, flags: 1 << 30, more: 0))?.canResend == false)
    }
}
