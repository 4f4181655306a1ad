import Records

/// How an answer is shown (`--output`).
enum OutputFormat: String, CaseIterable, Sendable {
    case json, text, table, yaml
    case yamlStream = "yaml-stream"
    case off

    /// The text of a document in the AWS CLI's layout; an empty document has none.
    ///
    /// - Parameters:
    ///   - title: of a table.
    ///   - terminal: what a table fits itself to.
    func text(of document: JSONObject, title: String, terminal: TableTerminal) -> String {
        if document.isEmpty { return "" }
        switch self {
        case .json: return JSONWriter(indent: 4).string(.object(document)) + "\n"
        case .text: return TextOutput.text(of: document)
        case .table: return TableOutput(document, title: title).text(for: terminal)
        case .yaml: return YAMLOutput.text(of: .object(document))
        case .yamlStream: return YAMLOutput.text(of: .array([.object(document)]))
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
    /// Neither an object nor an array.
    var isScalar: Bool {
        switch self {
        case .object, .array: false
        case .null, .bool, .number, .string: true
        }
    }
}
