package import Hashing
package import StoreModel

/// One value as a person reads it on a terminal and as a program reads it from a pipe. Both forms
/// are free of control characters.
package struct Cell: Hashable, Sendable {
    package let human: String
    package let plain: String
    package var style: Palette.Style = .plain
    /// Numbers stand at the right of their column.
    package var isNumber = false

    /// Free text: names, descriptions, reasons.
    package init(_ text: String, style: Palette.Style = .plain) {
        human = Cell.printable(text)
        plain = human
        self.style = style
    }

    private init(human: String, plain: String, isNumber: Bool = false) {
        self.human = human
        self.plain = plain
        self.isNumber = isNumber
    }

    package static func number(_ value: UInt64, prefix: String = "") -> Cell {
        Cell(human: prefix + String(value), plain: String(value), isNumber: true)
    }

    package static func bytes(_ value: UInt64) -> Cell {
        Cell(human: Humane.bytes(value), plain: String(value), isNumber: true)
    }

    package static func digest(_ value: Digest) -> Cell {
        Cell(human: value.short, plain: value.hex)
    }

    package static func time(_ value: Timestamp, now: Timestamp) -> Cell {
        Cell(human: Humane.age(of: value, now: now), plain: value.description)
    }

    package static func seconds(_ value: Double) -> Cell {
        let hundredths = Int64((value * 100).rounded())
        let fraction = hundredths % 100
        let text = "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
        return Cell(human: text + " s", plain: text, isNumber: true)
    }

    /// A metric.
    package static func scalar(_ value: JSON?) -> Cell {
        guard let value else { return Cell("-") }
        if let text = value.string { return Cell(text) }
        return Cell(human: value.canonicalText, plain: value.canonicalText, isNumber: true)
    }

    /// `text` with everything escaped that could move a cursor, end a line or reorder text.
    package static func printable(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                out += scalar.escaped(asASCII: true)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
