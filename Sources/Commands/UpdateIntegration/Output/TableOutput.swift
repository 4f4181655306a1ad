import Records

/// What a table is drawn on.
struct TableTerminal: Sendable {
    var width = 80
    var usesColor = false
}

/// The AWS CLI's tables: boxes with a title, one below the other; what is in an object is in boxes of their own, indented.
struct TableOutput {
    private var sections: [TableSection] = []

    /// A value that counts as false in Python (null, 0, an empty text or array) has no table.
    init(_ value: JSONValue, title: String) {
        add(value, title: title, indent: 0)
    }

    private mutating func add(_ value: JSONValue, title: String, indent: Int) {
        if value.isFalseInPython { return }
        sections.append(TableSection(title: title, indent: indent))
        switch value {
        case .object(let object): add(object, indent: indent)
        case .array(let elements) where elements[0].isObject: add(objects: elements, title: title, indent: indent)
        case .array(let elements): add(elements, indent: indent)
        case .null, .bool, .number, .string: break
        }
    }

    /// Fills the last section with the object's scalars: a row below their names, or beside the only name.
    private mutating func add(_ object: JSONObject, indent: Int) {
        let members = object.sortedByKey
        let scalars = members.filter(\.value.isScalar)
        let values = scalars.map(\.value.pythonText)
        if scalars.count == 1 {
            add(row: [scalars[0].key, values[0]], indent: indent)
        } else if !scalars.isEmpty {
            sections[sections.count - 1].headers = scalars.map(\.key)
            add(row: values, indent: indent)
        }
        for member in members where !member.value.isScalar {
            add(member.value, title: member.key, indent: indent + 1)
        }
    }

    /// Fills the last section with a row for each object. Where objects hold others, each has a section of its own.
    private mutating func add(objects: [JSONValue], title: String, indent: Int) {
        let headers = TextOutput.scalarKeys(of: objects)
        let isNested = objects.contains { $0.hasInnerValues }
        sections[sections.count - 1].headers = headers
        for (index, element) in objects.enumerated() {
            guard case .object(let object) = element else {
                add(element, title: title, indent: indent)
                continue
            }
            if index > 0, isNested {
                sections.append(TableSection(title: title, indent: indent))
                sections[sections.count - 1].headers = headers
            }
            add(row: headers.map { object[$0]?.pythonText ?? "" }, indent: indent)
            for member in object.sortedByKey where !member.value.isScalar && !headers.contains(member.key) {
                add(member.value, title: member.key, indent: indent + 1)
            }
        }
    }

    /// Fills the last section with a row for each element.
    private mutating func add(_ elements: [JSONValue], indent: Int) {
        for element in elements {
            switch element {
            case .object(let object): add(object, indent: indent)
            case .array(let inner) where inner.allSatisfy(\.isScalar): add(row: inner.map(\.pythonText), indent: indent)
            case .array(let inner): add(inner, indent: indent)
            case .null, .bool, .number, .string: add(row: [element.pythonText], indent: indent)
            }
        }
    }

    /// A row of another length than those before it begins a section without a title. The AWS CLI fails at one, which is
    /// too late for the update.
    private mutating func add(row: [String], indent: Int) {
        if let count = sections.last?.columnCount, count != row.count {
            sections.append(TableSection(title: "", indent: indent))
        }
        sections[sections.count - 1].rows.append(row)
    }

    /// Too wide for the terminal, every row is turned into a column of names beside one of values.
    func text(for terminal: TableTerminal) -> String {
        if sections.isEmpty { return "" }
        var sections = sections
        var width = Self.width(of: sections)
        if width > terminal.width {
            sections = sections.map(\.turned)
            width = Self.width(of: sections)
        }
        var canvas = TableCanvas(usesColor: terminal.usesColor)
        canvas.write(String(repeating: "-", count: width) + "\n")
        for section in sections { section.draw(on: &canvas, width: width - 2 * section.indent) }
        return canvas.text
    }

    private static func width(of sections: [TableSection]) -> Int { sections.map(\.width).max() ?? 0 }
}

/// One box of a table: a title, column names, rows.
private struct TableSection {
    var title: String
    var indent: Int
    var headers: [String] = []
    var rows: [[String]] = []

    /// Spaces and one edge beside the longest text of a column.
    private static let padding = 4

    init(title: String, indent: Int) {
        self.title = title
        self.indent = indent
    }

    /// The only row as a column beside that of the names.
    var turned: TableSection {
        guard rows.count == 1, !headers.isEmpty else { return self }
        var section = TableSection(title: title, indent: indent)
        section.rows = zip(headers, rows[0]).map { [$0, $1] }
        return section
    }

    /// In columns of the terminal, the indentation at both ends included.
    var width: Int {
        let columns = naturalWidths.reduce(0) { $0 + $1 + Self.padding }
        return max(DisplayWidth.of(title), columns) + 2 + 2 * indent
    }

    /// `nil`: nothing has been added yet.
    var columnCount: Int? { headers.isEmpty ? rows.first?.count : headers.count }

    private var naturalWidths: [Int] {
        let lines = (headers.isEmpty ? [] : [headers]) + rows
        guard let first = lines.first else { return [] }
        return first.indices.map { column in lines.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    }

    func draw(on canvas: inout TableCanvas, width: Int) {
        canvas.indent = indent
        if !title.isEmpty { canvas.writeLine(Self.centred(title, width, leftEdge: "|")) }
        if headers.isEmpty, rows.isEmpty {
            canvas.writeLine("+" + String(repeating: "-", count: width - 2) + "+")
            return
        }
        let widths = columnWidths(total: width)
        if widths.isEmpty { return }
        if !headers.isEmpty {
            canvas.writeLine(Self.border(widths))
            canvas.writeLine(
                zip(widths, headers).enumerated()
                    .map { Self.centred($1.1, $1.0, leftEdge: $0 == 0 ? "|" : "") }.joined()
            )
        }
        canvas.writeLine(Self.border(widths))
        for row in rows {
            canvas.writeLine(
                zip(widths, row).enumerated()
                    .map { Self.leftAligned($1.1, $1.0, leftEdge: $0 == 0 ? "|" : "", canvas) }.joined()
            )
        }
        canvas.writeLine(Self.border(widths))
    }

    /// The columns stretched in proportion until they fill the box; what rounding leaves over is taken from the first ones
    /// or given to the last ones.
    private func columnWidths(total: Int) -> [Int] {
        let natural = naturalWidths.map { $0 + Self.padding }
        if natural.isEmpty { return [] }
        let factor = Double(total) / Double(natural.reduce(0, +))
        var scaled = natural.map { Int((factor * Double($0)).rounded(.toNearestOrEven)) }
        var surplus = scaled.reduce(0, +) - total
        while surplus != 0 {
            let order = surplus > 0 ? Array(scaled.indices) : scaled.indices.reversed()
            for index in order where surplus != 0 {
                let step = surplus.signum()
                scaled[index] -= step
                surplus -= step
            }
        }
        return scaled
    }

    private static func border(_ widths: [Int]) -> String {
        "+"
            + widths.enumerated()
            .map { String(repeating: "-", count: $1 - ($0 == 0 ? 2 : 1)) + "+" }.joined()
    }

    private static func centred(_ text: String, _ length: Int, leftEdge: String) -> String {
        let width = DisplayWidth.of(text)
        let before = length / 2 - width / 2 - 1
        return leftEdge + spaces(before) + text + spaces(length - 1 - leftEdge.count - before - width) + "|"
    }

    private static func leftAligned(_ text: String, _ length: Int, leftEdge: String, _ canvas: TableCanvas) -> String {
        let width = DisplayWidth.of(text)
        let before = length - (width + 2 + leftEdge.count + 1) >= 0 ? 2 : 0
        return leftEdge + spaces(before) + canvas.value(text)
            + spaces(length - leftEdge.count - before - width - 1) + "|"
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

/// Collects the text of a table, with the AWS CLI's colours where they are wanted.
private struct TableCanvas {
    private(set) var text = ""
    private let usesColor: Bool
    /// How many bars stand at both ends of a line.
    var indent = 0

    private static let reset = "\u{1B}[0m"

    init(usesColor: Bool) {
        self.usesColor = usesColor
    }

    /// The CLI's colour library resets the terminal after each piece that is written.
    mutating func write(_ piece: String) {
        text += piece
        if usesColor { text += Self.reset }
    }

    mutating func writeLine(_ line: String) {
        let bars = String(repeating: usesColor ? "\u{1B}[2m\u{1B}[33m|\(Self.reset)" : "|", count: indent)
        write(bars)
        write(line)
        write(bars)
        write("\n")
    }

    func value(_ text: String) -> String {
        usesColor ? "\u{1B}[1m\u{1B}[34m\(text)\(Self.reset)" : text
    }
}
