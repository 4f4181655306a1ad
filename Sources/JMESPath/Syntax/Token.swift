import Records

/// A word of an expression and where it begins.
struct Token: Equatable {
    enum Kind: Equatable {
        case identifier(String)
        /// A name in double quotes, which unlike an identifier cannot be a function's.
        case quotedIdentifier(String)
        case literal(JSONValue)
        case number(Int)
        case dot, star, comma, colon, current
        case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
        /// `[]`
        case flatten
        /// `[?`
        case filter
        case pipe, or, and, not
        /// `&`
        case reference
        case comparator(Comparator)
        case end
    }

    var kind: Kind
    /// In Unicode scalars from the beginning of the expression.
    var offset: Int
}

enum Comparator: String {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

extension Token.Kind {
    /// How strongly the token holds on to what stands before it. Everything below `projectionStop` ends a projection.
    ///
    /// The values are those of the reference implementations. With them `!a.b` means `(!a).b`.
    var bindingPower: Int {
        switch self {
        case .pipe: 1
        case .or: 2
        case .and: 3
        case .comparator: Self.comparison
        case .flatten: Self.flattening
        case .star: Self.wildcard
        case .filter: Self.filtering
        case .dot: Self.member
        case .not: Self.negation
        case .leftBrace: 50
        case .leftBracket: 55
        case .leftParenthesis: 60
        default: 0
        }
    }

    static let comparison = 5
    static let flattening = 9
    static let projectionStop = 10
    static let wildcard = 20
    static let filtering = 21
    static let member = 40
    static let negation = 45

    /// The token as messages name it.
    var name: String {
        switch self {
        case .identifier(let name): "the name \(name)"
        case .quotedIdentifier(let name): "the name \(JSONWriter().string(.string(name)))"
        case .literal(let value): "the literal \(JSONWriter().string(value))"
        case .number(let number): "the number \(number)"
        case .dot: "\".\""
        case .star: "\"*\""
        case .comma: "\",\""
        case .colon: "\":\""
        case .current: "\"@\""
        case .leftParenthesis: "\"(\""
        case .rightParenthesis: "\")\""
        case .leftBrace: "\"{\""
        case .rightBrace: "\"}\""
        case .leftBracket: "\"[\""
        case .rightBracket: "\"]\""
        case .flatten: "\"[]\""
        case .filter: "\"[?\""
        case .pipe: "\"|\""
        case .or: "\"||\""
        case .and: "\"&&\""
        case .not: "\"!\""
        case .reference: "\"&\""
        case .comparator(let comparator): "\"\(comparator.rawValue)\""
        case .end: "the end"
        }
    }
}
