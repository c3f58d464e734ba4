import Glibc

/// Bytes of a known kind, the same for the same seed.
package enum TestData {
    /// Bytes that nothing compresses.
    package static func incompressible(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return [UInt8](unsafeUninitializedCapacity: count) { out, filled in
            var word: UInt64 = 0
            for index in 0..<count {
                if index % 8 == 0 { word = random.next() }
                out[index] = UInt8(truncatingIfNeeded: word)
                word >>= 8
            }
            filled = count
        }
    }

    /// Lines of words as logs and configurations have them: zstd halves them and more.
    package static func text(_ count: Int, seed: UInt64) -> [UInt8] {
        let words = [
            "epoch", "loss", "learning", "rate", "tensor", "layer", "weight", "bias", "batch",
            "gradient", "attention", "embedding", "checkpoint", "validation", "step", "0.0013",
        ]
        var random = SeededRandom(seed: seed)
        var out: [UInt8] = []
        out.reserveCapacity(count + 32)
        while out.count < count {
            out.append(contentsOf: words[random.below(words.count)].utf8)
            out.append(random.below(12) == 0 ? UInt8(ascii: "\n") : UInt8(ascii: " "))
        }
        return Array(out.prefix(count))
    }

    /// Little-endian bf16 numbers, normally distributed as trained weights are (σ = 0.02): the high
    /// bytes repeat, the low ones do not.
    package static func gaussianBF16(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        var out: [UInt8] = []
        out.reserveCapacity(count + 4)
        while out.count < count {
            // Box-Muller; 1 - x keeps the logarithm away from zero.
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
            let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &random)
            for value in [radius * cos(angle), radius * sin(angle)] {
                let bits = Float(0.02 * value).bitPattern
                out.append(UInt8(truncatingIfNeeded: bits >> 16))
                out.append(UInt8(truncatingIfNeeded: bits >> 24))
            }
        }
        return Array(out.prefix(count))
    }
}
