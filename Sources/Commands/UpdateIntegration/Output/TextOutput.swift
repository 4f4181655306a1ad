import Records

/// Tab-separated lines, as the AWS CLI prints them: the scalars of an object on one line in the order of their keys, then
/// each object and array in it behind its name in capitals.
struct TextOutput {
    private var text = ""

    static func text(of value: JSONValue) -> String {
        var output = TextOutput()
        output.append(value, name: nil, columns: nil)
        return output.text
    }

    /// - Parameters:
    ///   - name: of the member that holds the value.
    ///   - columns: keys that an object's line has a place for; `nil`: those of its own scalars.
    private mutating func append(_ value: JSONValue, name: String?, columns: [String]?) {
        switch value {
        case .object(let object): append(object, name: name, columns: columns)
        case .array(let elements): append(elements, name: name)
        case .null, .bool, .number, .string: text += value.pythonText + "\n"
        }
    }

    private mutating func append(_ object: JSONObject, name: String?, columns: [String]?) {
        let members = object.sortedByKey
        let own = columns ?? members.filter(\.value.isScalar).map(\.key)
        if !own.isEmpty { appendLine(own.map { object[$0]?.pythonText ?? "" }, name: name) }
        for member in members where !own.contains(member.key) {
            append(member.value, name: member.key, columns: nil)
        }
    }

    private mutating func append(_ elements: [JSONValue], name: String?) {
        if elements.contains(where: \.isObject) {
            let columns = Self.scalarKeys(of: elements)
            for element in elements { append(element, name: name, columns: columns) }
            return
        }
        let scalars = elements.filter(\.isScalar).map(\.pythonText)
        if name == nil, !scalars.isEmpty {
            appendLine(scalars, name: nil)
        } else {
            for scalar in scalars { appendLine([scalar], name: name) }
        }
        for element in elements where !element.isScalar { append(element, name: name, columns: nil) }
    }

    private mutating func appendLine(_ cells: [String], name: String?) {
        text += ((name.map { [$0.uppercased()] } ?? []) + cells).joined(separator: "\t") + "\n"
    }

    /// The keys under which any of the objects has a scalar, sorted.
    static func scalarKeys(of elements: [JSONValue]) -> [String] {
        var columns = JSONObject()
        for case .object(let object) in elements {
            for member in object.members where member.value.isScalar { columns[member.key] = .null }
        }
        return columns.sortedByKey.map(\.key)
    }
}
