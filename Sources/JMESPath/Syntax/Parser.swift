import Records

/// Makes a tree of tokens, by precedence climbing: `prefix` reads what begins an expression, `Parser+Suffixes` what goes on
/// with one.
struct Parser {
    /// A part of the tree, and how many levels it has.
    struct Branch {
        var node: Node
        var height = 1
    }

    /// How deep expressions may nest: far more than anybody writes, and far from what would exhaust a thread's stack.
    static let maximumDepth = 128

    private let text: String
    private let tokens: [Token]
    private var index = 0
    private var depth = 0

    static func parse(_ text: String) throws(JMESPathError) -> Node {
        var parser = Parser(text: text, tokens: try Lexer.tokens(of: text))
        if parser.tokens.count == 1 { throw parser.error("the expression is empty") }
        let root = try parser.expression(0)
        if parser.current != .end { throw parser.error("unexpected \(parser.current.name)") }
        return root.node
    }

    /// The expression that begins here, up to a token that holds no more strongly than `power`.
    mutating func expression(_ power: Int) throws(JMESPathError) -> Branch {
        if depth == Self.maximumDepth { throw tooDeep() }
        depth += 1
        defer { depth -= 1 }
        var left = try prefix()
        while power < current.bindingPower { left = try suffix(of: left) }
        return left
    }

    private mutating func prefix() throws(JMESPathError) -> Branch {
        let start = offset
        switch current {
        case .identifier(let name):
            advance()
            return try skip(.leftParenthesis) ? call(name, at: start) : Branch(node: .field(name))
        case .quotedIdentifier(let name):
            advance()
            if current == .leftParenthesis { throw error("a name in quotes cannot be a function's") }
            return Branch(node: .field(name))
        case .literal(let value):
            advance()
            return Branch(node: .literal(value))
        case .current:
            advance()
            return Branch(node: .current)
        case .star:
            advance()
            return try projection(of: Branch(node: .current), .values, power: Token.Kind.wildcard)
        case .flatten, .filter:
            return try suffix(of: Branch(node: .current))
        case .leftBracket:
            if isBracket(after: 1) { return try suffix(of: Branch(node: .current)) }
            advance()
            return try list()
        case .leftBrace:
            advance()
            return try hash()
        case .leftParenthesis:
            advance()
            let inner = try expression(0)
            try expect(.rightParenthesis)
            return inner
        case .not:
            advance()
            let inner = try expression(Token.Kind.negation)
            return try branch(.not(inner.node), over: [inner])
        case .reference:
            throw error("\"&\" may only begin an argument of a function")
        case .end:
            throw error("the expression is incomplete")
        default:
            throw error("unexpected \(current.name)")
        }
    }

    /// Whether an index, a slice or `*]` stands that many tokens ahead; otherwise a bracket opens a list of expressions.
    private func isBracket(after count: Int) -> Bool {
        switch kind(ahead: count) {
        case .number, .colon: true
        case .star: kind(ahead: count + 1) == .rightBracket
        default: false
        }
    }
}

/// What brackets, braces and parentheses enclose; the opening one has been read.
extension Parser {
    mutating func list() throws(JMESPathError) -> Branch {
        var elements: [Branch] = []
        repeat { elements.append(try expression(0)) } while skip(.comma)
        try expect(.rightBracket)
        return try branch(.list(elements.map(\.node)), over: elements)
    }

    mutating func hash() throws(JMESPathError) -> Branch {
        var members: [(key: String, value: Node)] = []
        var values: [Branch] = []
        repeat {
            let key: String
            switch current {
            case .identifier(let name), .quotedIdentifier(let name): key = name
            default: throw expected("a name")
            }
            advance()
            try expect(.colon)
            let value = try expression(0)
            values.append(value)
            members.append((key, value.node))
        } while skip(.comma)
        try expect(.rightBrace)
        return try branch(.hash(members), over: values)
    }

    private mutating func call(_ name: String, at start: Int) throws(JMESPathError) -> Branch {
        var arguments: [Branch] = []
        if !skip(.rightParenthesis) {
            repeat {
                let start = offset
                if skip(.reference) {
                    let inner = try expression(0)
                    arguments.append(try branch(.reference(inner.node, offset: start), over: [inner]))
                } else {
                    arguments.append(try expression(0))
                }
            } while skip(.comma)
            try expect(.rightParenthesis)
        }
        return try branch(.call(name, arguments.map(\.node), offset: start), over: arguments)
    }
}

/// The tokens, one after the other.
extension Parser {
    var current: Token.Kind { tokens[index].kind }
    /// Where the current token begins.
    var offset: Int { tokens[index].offset }

    /// The token that stands `count` tokens ahead, or the end.
    func kind(ahead count: Int) -> Token.Kind {
        tokens[min(index + count, tokens.count - 1)].kind
    }

    /// Steps over the current token; the end stays.
    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    mutating func skip(_ kind: Token.Kind) -> Bool {
        guard current == kind else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind) throws(JMESPathError) {
        guard skip(kind) else { throw expected(kind.name) }
    }

    func expected(_ wanted: String) -> JMESPathError {
        error(
            current == .end
                ? "the expression is incomplete: \(wanted) expected" : "\(wanted) expected, found \(current.name)"
        )
    }

    func error(_ message: String) -> JMESPathError {
        JMESPathError(.syntax, at: offset, of: text, message)
    }

    private func tooDeep() -> JMESPathError {
        error("the expression nests deeper than \(Self.maximumDepth) levels, the most that is allowed")
    }

    /// A part of the tree that stands over others.
    func branch(_ node: Node, over branches: [Branch]) throws(JMESPathError) -> Branch {
        let height = 1 + branches.reduce(0) { max($0, $1.height) }
        if height > Self.maximumDepth { throw tooDeep() }
        return Branch(node: node, height: height)
    }
}
