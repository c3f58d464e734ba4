import TestSupport
import Testing

/// Every bit of the roots, and many of everything else, is turned; blocks are lost, swapped and
/// misdirected: `verify` names each, and wrong bytes are never served.
@Suite(.enabled(if: TestSlice.current == .long, "takes minutes: tools/crash runs it"))
struct BitRotTests {
    static let flips = 100_000
    static let otherDamage = 10_000

    private static func isRoot(_ file: String) -> Bool {
        ["format.json", "manifests/", "models/"].contains { root in
            file.hasPrefix(root) || file.hasPrefix("mirror/" + root)
        }
    }

    /// `bytes` with one bit turned.
    private static func turned(_ bytes: [UInt8], bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    @Test func everyBitOfARootIsMissed() throws {
        try withScratchDirectory { (path: String) throws in
            let rotten = try RottenStore(at: path)
            var random = SeededRandom(seed: TestSlice.seed)
            var bits = Tally("root bits", "both copies")
            for file in try rotten.files() where Self.isRoot(file) {
                let sound = try rotten.bytes(file)
                for bit in 0..<sound.count * 8 {
                    let failures = try rotten.failures(
                        file, Self.turned(sound, bit: bit), sound: sound, reading: 0, &random)
                    if !failures.isEmpty { Issue.record("\(file) bit \(bit): \(failures)") }
                    try bits.add()
                }
            }
            try bits.tell()
        }
    }

    /// Damages files at random, `count` times, but for the reserve, which says nothing.
    private static func damage(
        _ count: Int, _ what: String, seed: UInt64,
        _ change: ([UInt8], [UInt8], inout SeededRandom) -> [UInt8]
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let rotten = try RottenStore(at: path)
            let files = try rotten.files().filter { file in
                file != "cache/reserve" && !file.hasPrefix("leases/")
            }
            let sound = try files.map { try rotten.bytes($0) }
            var random = SeededRandom(seed: seed)
            var damages = Tally(what, "\(files.count) files")
            for _ in 0..<count {
                let number = random.below(files.count)
                guard !sound[number].isEmpty else { continue }
                let damaged = change(sound[number], sound[random.below(files.count)], &random)
                guard damaged != sound[number] else { continue }
                let failures = try rotten.failures(
                    files[number], damaged, sound: sound[number], reading: 2, &random)
                if !failures.isEmpty {
                    Issue.record(
                        "seed \(seed), \(what) \(damages.count): \(files[number]): \(failures)")
                }
                try damages.add()
            }
            try damages.tell()
        }
    }

    @Test func turnedBitsAreMissed() throws {
        try Self.damage(Self.flips, "bit flips", seed: TestSlice.seed) { bytes, _, random in
            Self.turned(bytes, bit: random.below(bytes.count * 8))
        }
    }

    /// Cut off; a block lost, or in the place of another, or of another file.
    @Test func misplacedBlocksAreMissed() throws {
        let seed = TestSlice.seed &+ 1
        try Self.damage(Self.otherDamage, "other damage", seed: seed) { bytes, other, random in
            var bytes = bytes
            let size = min(bytes.count, [16, 512, 4096][random.below(3)])
            let (to, from) = (
                random.below(bytes.count - size + 1), random.below(bytes.count - size + 1)
            )
            switch random.below(4) {
            case 0: bytes.removeLast(1 + random.below(bytes.count))
            case 1: bytes.replaceSubrange(to..<to + size, with: [UInt8](repeating: 0, count: size))
            case 2: bytes.replaceSubrange(to..<to + size, with: bytes[from..<from + size])
            default:
                let piece = other.prefix(size)
                let place = random.below(bytes.count - piece.count + 1)
                bytes.replaceSubrange(place..<place + piece.count, with: piece)
            }
            return bytes
        }
    }
}
