/// A line of the table in a text report.
struct TableLine: Sendable {
    var line: String
    var outcome: String
    var target: String
    /// The last column: as long as it is.
    var detail: String

    /// How wide the columns before the last one are.
    struct Widths: Sendable {
        var line = 0
        var outcome = 0
        var target = 0

        init(fitting lines: [TableLine]) {
            for cells in lines {
                line = max(line, TableLine.width(cells.line))
                outcome = max(outcome, TableLine.width(cells.outcome))
                target = max(target, TableLine.width(cells.target))
            }
        }
    }

    /// The line number stands to the right, the rest to the left; no line ends in blanks.
    func append(to bytes: inout [UInt8], _ widths: Widths) {
        Self.pad(line, to: widths.line, &bytes)
        bytes.append(contentsOf: "\(line)  \(outcome)".utf8)
        Self.pad(outcome, to: widths.outcome, &bytes)
        bytes.append(contentsOf: "  \(target)".utf8)
        if !detail.isEmpty {
            Self.pad(target, to: widths.target, &bytes)
            bytes.append(contentsOf: "  \(detail)".utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func pad(_ cell: String, to width: Int, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, width - Self.width(cell))))
    }

    /// Nothing before the last column is wider than its count of scalars: ids, regions and names of profiles.
    private static func width(_ cell: String) -> Int { cell.unicodeScalars.count }
}
