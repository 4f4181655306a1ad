import Records

/// Evaluates the parts of an expression.
struct Evaluator {
    /// The expression, for errors.
    var text: String

    func evaluate(_ node: Node, _ value: JSONValue) throws(JMESPathError) -> JSONValue {
        switch node {
        case .current: return value
        case .field(let name): return value.object?[name] ?? .null
        case .literal(let literal): return literal
        case .index(let index): return value.array?.element(at: index) ?? .null
        case .slice(let slice):
            guard let elements = value.array else { return .null }
            try slice.checkStep(in: text)
            return .array(slice.elements(of: elements))
        case .chain(let nodes):
            var result = value
            for node in nodes { result = try evaluate(node, result) }
            return result
        case .projection(let source, let selection, let each):
            return try project(evaluate(source, value), selection, each)
        case .or(let nodes): return try decide(nodes, value) { $0 }
        case .and(let nodes): return try decide(nodes, value) { !$0 }
        case .not(let inner): return .bool(try !evaluate(inner, value).isTrueLike)
        case .comparison(let left, let comparator, let right, let offset):
            return try compare(evaluate(left, value), comparator, evaluate(right, value), at: offset)
        case .list(let nodes): return value.isNull ? .null : .array(try evaluateAll(nodes, value))
        case .hash(let members): return value.isNull ? .null : .object(try hash(members, value))
        case .call(let name, let arguments, let offset): return try call(name, arguments, value, at: offset)
        case .reference(_, let offset):
            let message = "\"&\" may only begin an argument of a function"
            throw JMESPathError(.invalidType, at: offset, of: text, message)
        }
    }

    private func evaluateAll(_ nodes: [Node], _ value: JSONValue) throws(JMESPathError) -> [JSONValue] {
        var results: [JSONValue] = []
        for node in nodes { results.append(try evaluate(node, value)) }
        return results
    }

    /// The first result whose truth is the wanted one, else the last; what stands behind it is not evaluated.
    private func decide(
        _ nodes: [Node],
        _ value: JSONValue,
        _ isDecisive: (Bool) -> Bool
    ) throws(JMESPathError) -> JSONValue {
        var result = JSONValue.null
        for node in nodes {
            result = try evaluate(node, value)
            if isDecisive(result.isTrueLike) { break }
        }
        return result
    }

    private func hash(_ members: [(key: String, value: Node)], _ value: JSONValue) throws(JMESPathError) -> JSONObject {
        var object = JSONObject()
        for member in members { object[member.key] = try evaluate(member.value, value) }
        return object
    }

    private func project(
        _ source: JSONValue,
        _ selection: Node.Selection,
        _ each: Node
    ) throws(JMESPathError) -> JSONValue {
        let selected: [JSONValue]
        switch (selection, source) {
        case (.values, .object(let object)): selected = object.members.map(\.value)
        case (.elements, .array(let elements)), (.filtered, .array(let elements)): selected = elements
        case (.flattened, .array(let elements)): selected = elements.flatMap { $0.array ?? [$0] }
        default: return .null
        }
        var results: [JSONValue] = []
        for element in selected {
            if case .filtered(let condition) = selection, try !evaluate(condition, element).isTrueLike { continue }
            let result = try evaluate(each, element)
            if !result.isNull { results.append(result) }
        }
        return .array(results)
    }

    /// `==` and `!=` of any two values; the others of two numbers or two strings, and null where one is neither.
    private func compare(
        _ left: JSONValue,
        _ comparator: Comparator,
        _ right: JSONValue,
        at offset: Int
    ) throws(JMESPathError) -> JSONValue {
        if comparator == .equal { return .bool(left.isEqual(to: right)) }
        if comparator == .notEqual { return .bool(!left.isEqual(to: right)) }
        guard let first = Orderable(left), let second = Orderable(right) else { return .null }
        guard let order = first.order(to: second) else {
            let message = "\"\(comparator.rawValue)\" cannot compare \(left.typeName) with \(right.typeName)"
            throw JMESPathError(.invalidType, at: offset, of: text, message)
        }
        return switch comparator {
        case .less: .bool(order == .less)
        case .lessOrEqual: .bool(order != .greater)
        case .greater: .bool(order == .greater)
        default: .bool(order != .less)
        }
    }

    /// The arguments are evaluated before the function is looked up, as in the AWS CLI: so the same error comes first.
    private func call(
        _ name: String,
        _ nodes: [Node],
        _ value: JSONValue,
        at offset: Int
    ) throws(JMESPathError) -> JSONValue {
        var arguments: [Call.Argument] = []
        for node in nodes {
            if case .reference(let inner, _) = node {
                arguments.append(.expression(inner))
            } else {
                arguments.append(.value(try evaluate(node, value)))
            }
        }
        let function = try Function.named(name, argumentCount: arguments.count, at: offset, in: text)
        return try Call(function: function, arguments: arguments, evaluator: self, offset: offset).result()
    }
}
