import Records

/// Values as Python shows them, in whose words the AWS CLI speaks of them.
extension JSONValue {
    /// The name of the type that Python's JSON reader makes of the value.
    var pythonType: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .number(let lexeme): lexeme.contains { ".eE".contains($0) } ? "float" : "int"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }

    /// The value as Python's `str` shows it, for the AWS CLI's messages and text output.
    var pythonText: String {
        if case .string(let text) = self { text } else { pythonRepresentation }
    }

    /// Whether the value is false as a condition in Python.
    var isFalseInPython: Bool {
        switch self {
        case .null: true
        case .bool(let isTrue): !isTrue
        case .number(let lexeme): Double(lexeme) == 0
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        }
    }

    private var pythonRepresentation: String {
        switch self {
        case .null: "None"
        case .bool(let isTrue): isTrue ? "True" : "False"
        case .number(let lexeme): lexeme
        case .string(let text):
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n") + "'"
        case .array(let elements): "[\(elements.map(\.pythonRepresentation).joined(separator: ", "))]"
        case .object(let object):
            "{"
                + object.members.map {
                    "\(JSONValue.string($0.key).pythonRepresentation): \($0.value.pythonRepresentation)"
                }
                .joined(separator: ", ") + "}"
        }
    }
}
