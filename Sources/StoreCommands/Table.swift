/// Rows of cells: aligned columns for a terminal, tab-separated lines for a pipe.
package struct Table: Sendable {
    private let header: [String]
    private var rows: [[Cell]] = []

    private enum Alignment { case left, right, none }

    package init(_ header: String...) { self.header = header }

    package mutating func add(_ row: Cell...) { rows.append(row) }

    package mutating func add(row: [Cell]) { rows.append(row) }

    package var isEmpty: Bool { rows.isEmpty }

    /// The text, each line ended. A pipe gets no header: its reader knows the columns.
    package func text(_ mode: OutputMode, _ palette: Palette = .none) -> String {
        switch mode {
        case .terminal: aligned(palette)
        case .pipe, .json, .quiet:
            rows.map { $0.map(\.plain).joined(separator: "\t") + "\n" }.joined()
        }
    }

    private func aligned(_ palette: Palette) -> String {
        guard !rows.isEmpty else { return "" }
        let widths = header.indices.map { column in
            rows.reduce(header[column].unicodeScalars.count) {
                max($0, $1[column].human.unicodeScalars.count)
            }
        }
        var text = ""
        if header.contains(where: { !$0.isEmpty }) {
            let titles = header.indices.map { column in
                Table.pad(
                    header[column], widths[column], Table.alignment(column, of: rows[0]))
            }
            text += palette.paint(titles.joined(separator: "  "), .bold) + "\n"
        }
        for row in rows {
            let cells = row.indices.map { column in
                let cell = row[column]
                let padded = Table.pad(
                    cell.human, widths[column], Table.alignment(column, of: row))
                return palette.paint(padded, cell.style)
            }
            text += cells.joined(separator: "  ") + "\n"
        }
        return text
    }

    /// The last column needs no spaces behind it.
    private static func alignment(_ column: Int, of row: [Cell]) -> Alignment {
        if row[column].isNumber { return .right }
        return column == row.count - 1 ? .none : .left
    }

    private static func pad(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
        let space = String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
        return switch alignment {
        case .left: text + space
        case .right: space + text
        case .none: text
        }
    }
}
