/// Colours of a terminal, or none.
package struct Palette: Hashable, Sendable {
    package enum Style: String, Sendable {
        case plain = "0"
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    private let isColoured: Bool

    package static let none = Palette(isColoured: false)
    package static let ansi = Palette(isColoured: true)

    /// `text` in `style` (ECMA-48, SGR).
    package func paint(_ text: String, _ style: Style) -> String {
        guard isColoured, style != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
