import APIGatewayV2
import Records

/// What a table is drawn on.
struct TableTerminal: Sendable {
    var width = 80
    var usesColor = false
}

/// The AWS CLI's tables: a box with the document's scalars, and below it one for each object in it, indented.
struct TableOutput {
    private var sections: [TableSection] = []

    init(_ document: JSONObject, title: String) {
        add(document, title: title, indent: 0)
    }

    private mutating func add(_ object: JSONObject, title: String, indent: Int) {
        if object.isEmpty { return }
        var section = TableSection(title: title, indent: indent)
        let members = object.sortedByKey
        let scalars = members.filter(\.value.isScalar)
        let values = scalars.map(\.value.pythonText)
        if scalars.count == 1 {
            section.rows = [[scalars[0].key, values[0]]]
        } else if !scalars.isEmpty {
            section.headers = scalars.map(\.key)
            section.rows = [values]
        }
        sections.append(section)
        for member in members {
            if case .object(let inner) = member.value { add(inner, title: member.key, indent: indent + 1) }
        }
    }

    /// Too wide for the terminal, every row is turned into a column of names beside one of values.
    func text(for terminal: TableTerminal) -> String {
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
