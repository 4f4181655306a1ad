import Records

/// How an answer is shown (`--output`).
enum OutputFormat: String, CaseIterable, Sendable {
    case json, text, table, yaml
    case yamlStream = "yaml-stream"
    case off

    /// The text of a value in the AWS CLI's layout; an empty object has none.
    ///
    /// - Parameters:
    ///   - title: of a table.
    ///   - terminal: what a table fits itself to.
    func text(of value: JSONValue, title: String, terminal: TableTerminal) -> String {
        if case .object(let object) = value, object.isEmpty { return "" }
        switch self {
        case .json: return JSONWriter(indent: 4).string(value) + "\n"
        case .text: return TextOutput.text(of: value)
        case .table: return TableOutput(value, title: title).text(for: terminal)
        // In YAML a scalar would end with a line of three dots.
        case .yaml: return value.isScalar ? JSONWriter().string(value) + "\n" : YAMLOutput.text(of: value)
        case .yamlStream: return YAMLOutput.text(of: .array([value]))
        case .off: return ""
        }
    }
}

extension JSONObject {
    /// Sorted as Python sorts texts: by scalar.
    var sortedByKey: [Member] {
        members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
    }
}

extension JSONValue {
    var isObject: Bool { if case .object = self { true } else { false } }

    /// Whether the value is an object with an object or an array in it.
    var hasInnerValues: Bool {
        if case .object(let object) = self { object.members.contains { !$0.value.isScalar } } else { false }
    }

    /// Neither an object nor an array.
    var isScalar: Bool {
        switch self {
        case .object, .array: false
        case .null, .bool, .number, .string: true
        }
    }
}
