import Records
import Yams

/// YAML in block style, keys sorted; a text that would be read as something else is in quotes.
enum YAMLOutput {
    static func text(of value: JSONValue) -> String {
        // Memory is all that the emitter can run out of.
        (try? Yams.serialize(node: node(value), allowUnicode: true)) ?? ""
    }

    private static func node(_ value: JSONValue) -> Node {
        switch value {
        case .null: return .scalar(Node.Scalar("null"))
        case .bool(let isTrue): return .scalar(Node.Scalar(isTrue ? "true" : "false"))
        case .number(let lexeme): return .scalar(Node.Scalar(lexeme))
        case .string(let text):
            return .scalar(Node.Scalar(text, .implicit, Resolver.plainScalars.needsQuotes(text) ? .singleQuoted : .any))
        case .array(let elements):
            return .sequence(Node.Sequence(elements.map(node), .implicit, elements.isEmpty ? .flow : .block))
        case .object(let object):
            let pairs = object.sortedByKey.map { (node(.string($0.key)), node($0.value)) }
            return .mapping(Node.Mapping(pairs, .implicit, pairs.isEmpty ? .flow : .block))
        }
    }
}
