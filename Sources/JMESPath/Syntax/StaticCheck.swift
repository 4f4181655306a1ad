/// Finds what no document can make right.
struct StaticCheck {
    var text: String

    func check(_ node: Node) throws(JMESPathError) {
        switch node {
        case .current, .field, .literal, .index: break
        case .slice(let slice): try slice.checkStep(in: text)
        case .chain(let nodes), .or(let nodes), .and(let nodes), .list(let nodes):
            for node in nodes { try check(node) }
        case .projection(let source, let selection, let each):
            try check(source)
            if case .filtered(let condition) = selection { try check(condition) }
            try check(each)
        case .not(let inner), .reference(let inner, _): try check(inner)
        case .comparison(let left, _, let right, _):
            try check(left)
            try check(right)
        case .hash(let members):
            for member in members { try check(member.value) }
        case .call(let name, let arguments, let offset):
            try checkCall(name, arguments, at: offset)
            for argument in arguments { try check(argument) }
        }
    }

    private func checkCall(_ name: String, _ arguments: [Node], at offset: Int) throws(JMESPathError) {
        let function = try Function.named(name, argumentCount: arguments.count, at: offset, in: text)
        for (index, argument) in arguments.enumerated() {
            let wantsExpression = function.expressionArgument == index
            switch argument {
            case .reference(_, let offset) where !wantsExpression:
                throw JMESPathError(
                    .invalidType,
                    at: offset,
                    of: text,
                    "\(name)() takes no expression here, but a value"
                )
            case .reference: break
            default:
                if wantsExpression { throw function.missingExpression(at: offset, in: text) }
            }
        }
    }
}

extension Node.Slice {
    func checkStep(in text: String) throws(JMESPathError) {
        if step == 0 { throw JMESPathError(.invalidValue, at: offset, of: text, "the step of a slice cannot be 0") }
    }
}
