import Records

/// A function and the arguments that it is called with.
struct Call {
    enum Argument {
        case value(JSONValue)
        case expression(Node)
    }

    var function: Function
    var arguments: [Argument]
    var evaluator: Evaluator
    /// Where the call begins.
    var offset: Int

    /// An argument that may be of any type.
    func value(_ index: Int) throws(JMESPathError) -> JSONValue {
        guard case .value(let value) = arguments[index] else { throw mismatch("an expression", ["any value"]) }
        return value
    }

    func expression(_ index: Int) throws(JMESPathError) -> Node {
        guard case .expression(let node) = arguments[index] else {
            throw function.missingExpression(at: offset, in: evaluator.text)
        }
        return node
    }

    func number(_ index: Int) throws(JMESPathError) -> String {
        let value = try value(index)
        guard case .number(let lexeme) = value else { throw mismatch(value, ["number"]) }
        return lexeme
    }

    func string(_ index: Int) throws(JMESPathError) -> String {
        let value = try value(index)
        guard case .string(let text) = value else { throw mismatch(value, ["string"]) }
        return text
    }

    func array(_ index: Int) throws(JMESPathError) -> [JSONValue] {
        let value = try value(index)
        guard case .array(let elements) = value else { throw mismatch(value, ["array"]) }
        return elements
    }

    func object(_ index: Int) throws(JMESPathError) -> JSONObject {
        let value = try value(index)
        guard case .object(let object) = value else { throw mismatch(value, ["object"]) }
        return object
    }

    func numbers(_ index: Int) throws(JMESPathError) -> [Number] {
        var numbers: [Number] = []
        for element in try array(index) {
            guard case .number(let lexeme) = element else { throw mismatch(element, ["array of numbers"]) }
            numbers.append(Number(lexeme))
        }
        return numbers
    }

    func strings(_ index: Int) throws(JMESPathError) -> [String] {
        var strings: [String] = []
        for element in try array(index) {
            guard case .string(let text) = element else { throw mismatch(element, ["array of strings"]) }
            strings.append(text)
        }
        return strings
    }

    /// A number that was worked out.
    func result(_ number: Number) throws(JMESPathError) -> JSONValue {
        guard let value = number.value else {
            let message = "the result of \(function.rawValue)() is too large"
            throw JMESPathError(.invalidValue, at: offset, of: evaluator.text, message)
        }
        return value
    }

    func mismatch(_ value: JSONValue, _ wanted: [String]) -> JMESPathError {
        mismatch("\(value.typeName): \(value.excerpt)", wanted)
    }

    private func mismatch(_ found: String, _ wanted: [String]) -> JMESPathError {
        let types = wanted.joined(separator: " or ")
        let message = "\(function.rawValue)() takes another type of value (\(types)), received \(found)"
        return JMESPathError(.invalidType, at: offset, of: evaluator.text, message)
    }
}

extension JSONValue {
    /// The value as JSON, cut where it is long.
    fileprivate var excerpt: String {
        Printable.text(JSONWriter().string(self), limit: 80)
    }
}
