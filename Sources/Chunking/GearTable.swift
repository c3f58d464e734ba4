/// The 256 numbers of the gear hash: the first 256 of SplitMix64 seeded with `seed`.
///
/// They are part of what makes bytes pushed by one release share chunks with bytes pushed by
/// another, so they never change; a test holds them and the cuts they make.
package enum GearTable {
    /// "storecut" in ASCII, the first letter highest.
    static let seed: UInt64 = 0x7374_6F72_6563_7574

    /// 256 of them, by the value of a byte.
    package static let numbers: [UInt64] = {
        var state = seed
        return (0..<256).map { _ in
            // SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators").
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }()
}
