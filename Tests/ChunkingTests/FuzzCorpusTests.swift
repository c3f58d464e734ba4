import Chunking
import TestSupport
import Testing

@Suite("The fuzzing corpus")
struct FuzzCorpusTests {
    /// Every parser sees every file, whole, and cut off or changed at a few places.
    @Test("no file of it makes a plan that does not cover it")
    func replay() throws {
        let inputs = try FuzzCorpus.inputs()
        #expect(inputs.count >= 20)
        for input in inputs {
            var random = SeededRandom(seed: UInt64(input.bytes.count))
            var variants = [input.bytes]
            for _ in 0..<12 where !input.bytes.isEmpty {
                variants.append(Array(input.bytes.prefix(random.below(input.bytes.count))))
                var changed = input.bytes
                for _ in 0...random.below(3) {
                    changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
                }
                variants.append(changed)
            }
            for bytes in variants {
                for name in ["model.bin", "model.onnx"] {
                    let walk = PlanWalk(CutPlan(fileNamed: name, ByteSource(bytes)), bytes)
                    #expect(walk.faults(size: bytes.count).isEmpty, "\(input) \(random)")
                }
            }
        }
    }
}
