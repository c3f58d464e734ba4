import Chunking
import Testing

/// Were a number to change, nothing pushed afterwards would share a chunk with what was pushed
/// before.
@Suite("The gear table")
struct GearTableTests {
    @Test("never changes")
    func golden() {
        let numbers = GearTable.numbers
        #expect(numbers.count == 256)
        #expect(Set(numbers).count == 256)
        #expect(numbers[0] == 0x4629_BD03_8F16_6D60)
        #expect(numbers[255] == 0xB04E_F500_F26F_8183)
        #expect(numbers.reduce(0) { $0 &* 31 &+ $1 } == 0xB637_205A_A9DF_A1DF)
    }
}
