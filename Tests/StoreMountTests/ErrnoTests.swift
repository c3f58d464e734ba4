import StoreModel
import StoreMount
import SystemPackage
import Testing

@Suite("What a reader sees of an error")
struct ErrnoTests {
    @Test func damageIsAnInputOutputError() {
        #expect(ErrorCode.integrity.errno == .ioError)
        #expect(ErrorCode.unreachable.errno == .ioError)
    }

    @Test func aNodeThatIsGoneIsStale() {
        #expect(ErrorCode.notFound.errno == .staleNFSFileHandle)
    }

    @Test(arguments: ErrorCode.allCases)
    func everyCodeIsAnError(_ code: ErrorCode) {
        #expect((1..<1000).contains(code.errno.rawValue))
    }
}
