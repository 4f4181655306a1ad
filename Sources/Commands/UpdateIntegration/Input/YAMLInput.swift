import Records
import Yams

/// Reads a YAML document as the AWS CLI does: plain scalars mean what YAML 1.2 says (`yes` is a text, `0x1F` is 31).
enum YAMLInput {
    /// Deeper than any input is.
    private static let maximumDepth = 64
    /// More than any input holds. Aliases of aliases would make millions of a few lines.
    private static let maximumCount = 100_000
    /// How Python's JSON reader is made to read infinity; no member holds a fraction.
    private static let infinity = "1e999"

    static func value(of text: String) throws(CallError.Problem) -> JSONValue {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text, .plainScalars)
        } catch {
            throw CallError.Problem(message: "\(error)")
        }
        guard let node else { return .null }
        var count = 0
        return try value(of: node, path: [], count: &count)
    }

    /// - Parameter count: of the values so far.
    private static func value(
        of node: Node,
        path: [String],
        count: inout Int
    ) throws(CallError.Problem) -> JSONValue {
        count += 1
        guard count <= maximumCount else {
            throw CallError.Problem(message: "more than \(maximumCount) values")
        }
        guard path.count < maximumDepth else {
            throw CallError.Problem(message: "nested deeper than \(maximumDepth) levels")
        }
        switch node {
        case .scalar(let scalar):
            return try value(of: scalar.string, tag: Resolver.plainScalars.resolveTag(of: node), path: path)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try value(of: element, path: path + ["[]"], count: &count)) }
            return .array(elements)
        case .mapping(let mapping): return .object(try object(of: mapping, path: path, count: &count))
        case .alias: throw CallError.Problem(message: "an alias stands for nothing")
        }
    }

    private static func object(
        of mapping: Node.Mapping,
        path: [String],
        count: inout Int
    ) throws(CallError.Problem) -> JSONObject {
        var object = JSONObject()
        var merged: [JSONObject] = []
        for (key, value) in mapping {
            let tag = Resolver.plainScalars.resolveTag(of: key)
            if tag == .merge {
                merged += try mergedObjects(try self.value(of: value, path: path, count: &count))
            } else if let name = key.scalar?.string, tag == .str {
                object[name] = try self.value(of: value, path: path + [name], count: &count)
            } else {
                let shown = key.scalar?.string ?? "that is a list or a map"
                throw CallError.Problem(
                    message: "the key \(shown)\(place(path)) is no text; put it in quotes to make it one"
                )
            }
        }
        // What is said here goes before what is merged in, and the first one merged before the next.
        for member in merged.flatMap(\.members) where object[member.key] == nil { object[member.key] = member.value }
        return object
    }

    /// The value of a merge key (`<<`): a map, or several.
    private static func mergedObjects(_ value: JSONValue) throws(CallError.Problem) -> [JSONObject] {
        switch value {
        case .object(let object): return [object]
        case .array(let elements):
            var objects: [JSONObject] = []
            for element in elements { objects += try mergedObjects(element) }
            return objects
        default: throw CallError.Problem(message: "<< merges maps, and not a text or a number")
        }
    }

    private static func value(of text: String, tag: Tag.Name, path: [String]) throws(CallError.Problem) -> JSONValue {
        switch tag {
        case .str: return .string(text)
        case .null: return .null
        case .bool: return .bool(text.lowercased() == "true")
        case .int:
            if let number = integer(text) { return .number(number) }
        case .float: return .number(text.contains(where: \.isNumber) ? text : infinity)
        default: break
        }
        throw CallError.Problem(message: "the value \(text)\(place(path)) is no text; put it in quotes to make it one")
    }

    private static func place(_ path: [String]) -> String { path.isEmpty ? "" : " of \(path.joined(separator: "."))" }

    /// The decimal digits of an integer in any of YAML's notations; `nil` when it has more than 64 bits in another base.
    private static func integer(_ text: String) -> String? {
        let sign = text.hasPrefix("-") ? "-" : ""
        let digits = text.filter { !"+-_".contains($0) }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
            return UInt64(digits.dropFirst(2), radix: radix).map { sign + String($0) }
        }
        let significant = digits.drop { $0 == "0" }
        return significant.isEmpty ? "0" : sign + significant
    }
}

extension Resolver {
    /// What plain scalars mean to the AWS CLI, in its inputs and outputs: YAML 1.2's core schema (section 10.3.2), with
    /// underscores in numbers, dates, and the merge and value keys of YAML 1.1.
    static let plainScalars: Resolver = {
        let rules: [(Tag.Name, String)] = [
            (.bool, "true|True|TRUE|false|False|FALSE"),
            (.int, "[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)"),
            (
                .float,
                #"[-+]?[0-9][0-9_]*(\.[0-9_]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"#
                    + #"|[-+]?\.[0-9][0-9_]*([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"#
            ),
            (.null, "~|null|Null|NULL|"),
            (
                .timestamp,
                #"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?([ \t]*(Z|[-+]\d\d?(:\d\d)?))?"#
            ),
            (.merge, "<<"),
            (.value, "="),
        ]
        return rules.reduce(Resolver.basic) { resolver, rule in
            (try? resolver.appending(rule.0, "^(?:\(rule.1))$")) ?? resolver
        }
    }()

    /// Whether a text would be something else if it stood without quotes.
    func needsQuotes(_ text: String) -> Bool {
        resolveTag(of: Node(text, .implicit)) != .str
    }
}
