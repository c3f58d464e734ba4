/// The bytes of one element of a difference. Raw values are part of format 1 (docs/design.md).
package enum ElementWidth: UInt8, Sendable, CaseIterable {
    case one = 1
    case two = 2
    case four = 4
}

extension ElementKind {
    /// What numbers of this kind are subtracted as.
    package var width: ElementWidth {
        switch self {
        case .bf16, .fp16: .two
        case .fp32: .four
        case .other: .one
        }
    }
}

/// The difference of two runs of equally many bytes, element by element (docs/design.md, "Deltas").
///
/// Elements are little-endian integers, subtracted with wrap-around. Of a negative difference every
/// bit but the sign is turned over: small differences of either sign then have zeros at the top, and
/// byte planes, which bring the sign to the bottom, find one kind of small number.
///
/// Plain loops over unaligned words, which the compiler turns into vectors, as in `BytePlanes`.
package enum ElementDifference {
    /// Fills `difference` with `plain` less `base`. The three have one length, a multiple of `width`.
    package static func take(
        _ plain: UnsafeRawBufferPointer, from base: UnsafeRawBufferPointer, _ width: ElementWidth,
        into difference: UnsafeMutableRawBufferPointer
    ) {
        check(plain.count, base.count, difference.count, width)
        switch width {
        case .one: subtract(Int8.self, plain, base, difference)
        case .two: subtract(Int16.self, plain, base, difference)
        case .four: subtract(Int32.self, plain, base, difference)
        }
    }

    /// Turns a difference into the plain bytes, in place. Both have one length, a multiple of `width`.
    package static func undo(
        _ difference: UnsafeMutableRawBufferPointer, from base: UnsafeRawBufferPointer,
        _ width: ElementWidth
    ) {
        check(difference.count, base.count, difference.count, width)
        switch width {
        case .one: add(Int8.self, difference, base)
        case .two: add(Int16.self, difference, base)
        case .four: add(Int32.self, difference, base)
        }
    }

    private static func check(_ first: Int, _ second: Int, _ third: Int, _ width: ElementWidth) {
        precondition(
            first == second && second == third && first % Int(width.rawValue) == 0,
            "runs of the same whole elements")
    }

    @inline(__always)
    private static func subtract<Element: FixedWidthInteger & SignedInteger>(
        _: Element.Type, _ plain: UnsafeRawBufferPointer, _ base: UnsafeRawBufferPointer,
        _ difference: UnsafeMutableRawBufferPointer
    ) {
        guard let left = plain.baseAddress, let right = base.baseAddress,
            let out = difference.baseAddress
        else { return }
        let size = MemoryLayout<Element>.size
        for index in 0..<plain.count / size {
            let at = index &* size
            let value = load(Element.self, left + at) &- load(Element.self, right + at)
            out.storeBytes(of: folded(value).littleEndian, toByteOffset: at, as: Element.self)
        }
    }

    @inline(__always)
    private static func add<Element: FixedWidthInteger & SignedInteger>(
        _: Element.Type, _ difference: UnsafeMutableRawBufferPointer,
        _ base: UnsafeRawBufferPointer
    ) {
        guard let left = difference.baseAddress, let right = base.baseAddress else { return }
        let size = MemoryLayout<Element>.size
        for index in 0..<difference.count / size {
            let at = index &* size
            let value = folded(load(Element.self, left + at)) &+ load(Element.self, right + at)
            left.storeBytes(of: value.littleEndian, toByteOffset: at, as: Element.self)
        }
    }

    @inline(__always)
    private static func load<Element: FixedWidthInteger>(
        _: Element.Type, _ place: UnsafeRawPointer
    ) -> Element {
        Element(littleEndian: place.loadUnaligned(as: Element.self))
    }

    /// Its own inverse, because the sign stays.
    @inline(__always)
    private static func folded<Element: FixedWidthInteger & SignedInteger>(
        _ value: Element
    ) -> Element {
        value ^ (value &>> Element(Element.bitWidth - 1) & Element.max)
    }
}
