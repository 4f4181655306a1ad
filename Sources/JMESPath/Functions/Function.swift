/// The functions of the language.
enum Function: String, CaseIterable {
    case abs, avg, ceil, contains
    case endsWith = "ends_with"
    case floor, join, keys, length, map, max
    case maxBy = "max_by"
    case merge, min
    case minBy = "min_by"
    case notNull = "not_null"
    case reverse, sort
    case sortBy = "sort_by"
    case startsWith = "starts_with"
    case sum
    case toArray = "to_array"
    case toNumber = "to_number"
    case toString = "to_string"
    case type, values

    /// The function of a name, if it takes that many arguments.
    static func named(
        _ name: String,
        argumentCount: Int,
        at offset: Int,
        in text: String
    ) throws(JMESPathError) -> Function {
        guard let function = Function(rawValue: name) else {
            let all = allCases.map(\.rawValue).joined(separator: ", ")
            let message = "there is no function \(name)(); the functions are \(all)"
            throw JMESPathError(.unknownFunction, at: offset, of: text, message)
        }
        let wanted = function.argumentCount
        if argumentCount != wanted, !(function.isVariadic && argumentCount > wanted) {
            let count = (function.isVariadic ? "at least " : "") + (wanted == 1 ? "1 argument" : "\(wanted) arguments")
            let message = "\(name)() takes \(count), received \(argumentCount)"
            throw JMESPathError(.invalidArity, at: offset, of: text, message)
        }
        return function
    }

    /// How many arguments it takes, at least.
    private var argumentCount: Int {
        switch self {
        case .contains, .endsWith, .join, .map, .maxBy, .minBy, .sortBy, .startsWith: 2
        default: 1
        }
    }

    private var isVariadic: Bool {
        self == .merge || self == .notNull
    }

    /// Which argument is an `&expression`.
    var expressionArgument: Int? {
        switch self {
        case .map: 0
        case .maxBy, .minBy, .sortBy: 1
        default: nil
        }
    }

    func missingExpression(at offset: Int, in text: String) -> JMESPathError {
        let place = expressionArgument == 0 ? "first" : "second"
        let message = "the \(place) argument of \(rawValue)() must be an expression that begins with \"&\""
        return JMESPathError(.invalidType, at: offset, of: text, message)
    }
}
