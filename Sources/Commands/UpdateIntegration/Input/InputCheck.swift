import APIGatewayV2
import Records

/// Checks values against shapes as botocore does, which names types as Python does.
///
/// That is: required and unknown members, types, and the minimum of integers. Enums and lengths are the service's
/// business.
struct InputCheck {
    private(set) var problems: [String] = []

    mutating func report(_ problem: String) {
        problems.append(problem)
    }

    /// - Parameter path: `TlsConfig.ServerNameToVerify`; empty for the input itself.
    mutating func check(_ value: JSONValue, against shape: InputShape, path: String) {
        switch (shape, value) {
        case (.string, .string): break
        case (.integer(let minimum), .number(let lexeme)) where value.pythonType == "int":
            // What is too small for 64 bits is below any minimum; what is too large is not.
            if (Int(lexeme) ?? (lexeme.hasPrefix("-") ? .min : .max)) < minimum { belowMinimum(value, minimum, path) }
        // A truth value is an integer in Python.
        case (.integer(let minimum), .bool(let isTrue)):
            if (isTrue ? 1 : 0) < minimum { belowMinimum(value, minimum, path) }
        case (.map(let element), .object(let object)):
            for member in object.members { check(member.value, against: element, path: "\(path).\(member.key)") }
        case (.structure(let members), .object(let object)):
            check(object, against: members, path: path)
        default:
            report(
                "Invalid type for parameter \(path.isEmpty ? "input" : path), value: \(value.pythonText), "
                    + "type: <class '\(value.pythonType)'>, valid types: <class '\(shape.pythonType)'>"
            )
        }
    }

    private mutating func check(_ object: JSONObject, against members: [InputMember], path: String) {
        let place = path.isEmpty ? "input" : path
        for member in members where member.isRequired && object[member.name] == nil {
            report("Missing required parameter in \(place): \"\(member.name)\"")
        }
        for given in object.members where !members.contains(where: { $0.name == given.key }) {
            let names = members.map(\.name).joined(separator: ", ")
            report("Unknown parameter in \(place): \"\(given.key)\", must be one of: \(names)")
        }
        for given in object.members {
            guard let member = members.first(where: { $0.name == given.key }) else { continue }
            check(given.value, against: member.shape, path: path.isEmpty ? member.name : "\(path).\(member.name)")
        }
    }

    private mutating func belowMinimum(_ value: JSONValue, _ minimum: Int, _ path: String) {
        report("Invalid value for parameter \(path), value: \(value.pythonText), valid min value: \(minimum)")
    }
}

extension InputShape {
    fileprivate var pythonType: String {
        switch self {
        case .string: "str"
        case .integer: "int"
        case .map, .structure: "dict"
        }
    }
}

/// The types of the service model, as far as the input of `UpdateIntegration` needs them.
indirect enum InputShape: Sendable {
    case string
    /// The model's maximum is not checked by any SDK.
    case integer(minimum: Int)
    case map(InputShape)
    case structure([InputMember])
}

struct InputMember: Sendable {
    /// The model's spelling: `ApiId`.
    var name: String
    var isRequired = false
    var shape: InputShape
}

extension Member {
    var inputShape: InputShape {
        switch rule.kind {
        case .string, .enumeration: .string
        case .integer(let range): .integer(minimum: range.lowerBound)
        case .map: .map(.string)
        case .statusMap: .map(.map(.string))
        case .structure(let members):
            .structure(
                members.keys.sorted().map { InputMember(name: Spelling.pascalCase($0), shape: .string) }
            )
        }
    }
}
