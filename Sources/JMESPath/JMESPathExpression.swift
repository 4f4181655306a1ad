public import Records

/// A compiled JMESPath expression (https://jmespath.org/specification.html).
///
/// Where the specification and `jmespath.py`, which the AWS CLI uses, differ in what people rely on, this does as
/// `jmespath.py`: `<`, `<=`, `>` and `>=` also compare two strings, and a JSON literal that is no JSON is a string.
/// Objects keep the order of their members.
public struct JMESPathExpression: Sendable {
    /// The expression as it was written.
    public let text: String
    private let root: Node

    /// Compiles an expression. Whether its functions exist and are called with as many arguments as they take is not
    /// looked at: see `check()`.
    /// - Throws: an error of the kind `syntax`.
    public init(_ text: String) throws(JMESPathError) {
        self.text = text
        self.root = try Parser.parse(text)
    }

    /// Finds what no document can make right: unknown functions, wrong numbers of arguments, `&expression` where a value
    /// is wanted or the reverse, and slices with a step of 0.
    public func check() throws(JMESPathError) {
        try StaticCheck(text: text).check(root)
    }

    /// Evaluates the expression.
    /// - Throws: every kind of error but `syntax`.
    public func search(_ document: JSONValue) throws(JMESPathError) -> JSONValue {
        try Evaluator(text: text).evaluate(root, document)
    }

    /// Whether the result is true as conditions take it: not null, false, or an empty string, array or object.
    public func matches(_ document: JSONValue) throws(JMESPathError) -> Bool {
        try search(document).isTrueLike
    }
}
