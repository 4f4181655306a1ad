import Records

/// Tab-separated lines: the scalars of an object on one line in the order of their keys, then each object in it behind its
/// name in capitals.
enum TextOutput {
    static func text(of document: JSONObject) -> String {
        var text = ""
        append(document, name: nil, to: &text)
        return text
    }

    private static func append(_ object: JSONObject, name: String?, to text: inout String) {
        let members = object.sortedByKey
        let scalars = members.filter(\.value.isScalar).map(\.value.pythonText)
        if !scalars.isEmpty {
            text += ((name.map { [$0.uppercased()] } ?? []) + scalars).joined(separator: "\t") + "\n"
        }
        for member in members {
            switch member.value {
            case .object(let inner): append(inner, name: member.key, to: &text)
            case .array(let elements):
                for element in elements { text += "\(member.key.uppercased())\t\(element.pythonText)\n" }
            case .null, .bool, .number, .string: break
            }
        }
    }
}
