/// What goes on with an expression: `.name`, `[0]`, `[*]`, `|| other` and so on.
extension Parser {
    /// The expression that `left` and the current token begin.
    mutating func suffix(of left: Branch) throws(JMESPathError) -> Branch {
        switch current {
        case .dot:
            if kind(ahead: 1) == .star {
                advance()
                advance()
                return try projection(of: left, .values, power: Token.Kind.member)
            }
            return try members(of: left)
        case .leftBracket:
            advance()
            return try bracket(after: left)
        case .flatten:
            advance()
            return try projection(of: left, .flattened, power: Token.Kind.flattening)
        case .filter:
            advance()
            let condition = try expression(0)
            try expect(.rightBracket)
            return try projection(of: left, .filtered(condition.node), power: Token.Kind.filtering, condition)
        case .pipe: return try operands(from: left, .pipe) { Node.chain($0) }
        case .or: return try operands(from: left, .or) { Node.or($0) }
        case .and: return try operands(from: left, .and) { Node.and($0) }
        case .comparator(let comparator):
            let start = offset
            advance()
            let right = try expression(Token.Kind.comparison)
            return try branch(.comparison(left.node, comparator, right.node, offset: start), over: [left, right])
        case .leftParenthesis:
            throw error("only a name can be called as a function")
        default:
            throw error("unexpected \(current.name)")
        }
    }

    /// Operands of one operator, all in one node: so a chain of hundreds does not nest.
    private mutating func operands(
        from left: Branch,
        _ sign: Token.Kind,
        _ node: ([Node]) -> Node
    ) throws(JMESPathError) -> Branch {
        var operands = [left]
        while skip(sign) { operands.append(try expression(sign.bindingPower)) }
        return try branch(node(operands.map(\.node)), over: operands)
    }

    private mutating func members(of left: Branch) throws(JMESPathError) -> Branch {
        var steps = [left]
        while current == .dot, kind(ahead: 1) != .star {
            advance()
            steps.append(try memberSuffix(power: Token.Kind.member))
        }
        return try branch(.chain(steps.map(\.node)), over: steps)
    }

    /// What may follow a dot.
    private mutating func memberSuffix(power: Int) throws(JMESPathError) -> Branch {
        switch current {
        case .identifier, .quotedIdentifier, .star: return try expression(power)
        case .leftBracket:
            advance()
            return try list()
        case .leftBrace:
            advance()
            return try hash()
        default: throw expected("a name, \"*\", \"[\" or \"{\"")
        }
    }

    /// `[0]`, `[1:2]` or `[*]`, behind the opening bracket.
    private mutating func bracket(after left: Branch) throws(JMESPathError) -> Branch {
        let start = offset
        if skip(.star) {
            try expect(.rightBracket)
            return try projection(of: left, .elements, power: Token.Kind.wildcard)
        }
        let first = number()
        if let first, skip(.rightBracket) {
            return try branch(.chain([left.node, .index(first)]), over: [left])
        }
        guard skip(.colon) else { throw expected(first == nil ? "a number, \":\" or \"*\"" : "\"]\" or \":\"") }
        var slice = Node.Slice(start: first, stop: number(), offset: start)
        if skip(.colon) { slice.step = number() }
        try expect(.rightBracket)
        let sliced = try branch(.chain([left.node, .slice(slice)]), over: [left])
        return try projection(of: sliced, .elements, power: Token.Kind.wildcard)
    }

    private mutating func number() -> Int? {
        guard case .number(let number) = current else { return nil }
        advance()
        return number
    }

    /// A projection with all that is applied to each of its values.
    mutating func projection(
        of source: Branch,
        _ selection: Node.Selection,
        power: Int,
        _ condition: Branch? = nil
    ) throws(JMESPathError) -> Branch {
        let each = try projected(power: power)
        let node = Node.projection(source: source.node, selection, each: each.node)
        return try branch(node, over: [source, each] + (condition.map { [$0] } ?? []))
    }

    private mutating func projected(power: Int) throws(JMESPathError) -> Branch {
        if current.bindingPower < Token.Kind.projectionStop { return Branch(node: .current) }
        switch current {
        case .leftBracket, .filter: return try expression(power)
        case .dot:
            advance()
            return try memberSuffix(power: power)
        default: throw error("unexpected \(current.name)")
        }
    }
}
