import Records

/// A line of the table in a text report. Its cells are made printable.
struct TableLine: Sendable {
    private let line: String
    private let outcome: String
    private let target: String
    /// The last column, of any length.
    private let detail: String

    init(line: String, outcome: String, target: String, detail: String) {
        self.line = line
        self.outcome = outcome
        self.target = Printable.text(target)
        self.detail = Printable.text(detail)
    }

    /// How wide the columns before the last one are.
    struct Widths: Sendable {
        var line = 0
        var outcome = 0
        var target = 0

        init(fitting lines: [TableLine]) {
            for cells in lines {
                line = max(line, ColumnWidth.of(cells.line))
                outcome = max(outcome, ColumnWidth.of(cells.outcome))
                target = max(target, ColumnWidth.of(cells.target))
            }
        }
    }

    /// The line number stands to the right, the rest to the left; no line ends in blanks.
    func append(to bytes: inout [UInt8], _ widths: Widths) {
        var text = ColumnWidth.padding(line, to: widths.line) + line
        text += "  \(outcome)\(ColumnWidth.padding(outcome, to: widths.outcome))  \(target)"
        if !detail.isEmpty { text += "\(ColumnWidth.padding(target, to: widths.target))  \(detail)" }
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }
}
