import Records

extension Call {
    /// Calls the function.
    func result() throws(JMESPathError) -> JSONValue {
        switch function {
        case .abs: try magnitude()
        case .avg: try average()
        case .ceil: try rounded(.up)
        case .contains: .bool(try contains())
        case .endsWith: .bool(try string(0).utf8.reversed().starts(with: string(1).utf8.reversed()))
        case .floor: try rounded(.down)
        case .join: .string(try joined())
        case .keys: .array(try object(0).members.map { .string($0.key) })
        case .length: .integer(try length())
        case .map: .array(try mapped())
        case .max: try extreme(of: array(0)) { $0.isGreater }
        case .maxBy: try extreme(by: expression(1)) { $0.isGreater }
        case .merge: .object(try merged())
        case .min: try extreme(of: array(0)) { $0.isLess }
        case .minBy: try extreme(by: expression(1)) { $0.isLess }
        case .notNull: try firstNotNull()
        case .reverse: try reversed()
        case .sort: .array(try sorted(array(0), keys: keys(of: array(0))))
        case .sortBy: .array(try sorted(array(0), keys: keys(of: array(0), by: expression(1))))
        case .startsWith: .bool(try string(0).utf8.starts(with: string(1).utf8))
        case .sum: try result(numbers(0).sum)
        case .toArray: try arrayed()
        case .toNumber: try converted()
        case .toString: .string(try text())
        case .type: .string(try value(0).jmespathType)
        case .values: .array(try object(0).members.map(\.value))
        }
    }

    // MARK: Numbers

    /// The number as it is written, without its sign: so nothing of it is lost.
    private func magnitude() throws(JMESPathError) -> JSONValue {
        let lexeme = try number(0)
        return .number(lexeme.utf8.first == UInt8(ascii: "-") ? String(lexeme.dropFirst()) : lexeme)
    }

    private func average() throws(JMESPathError) -> JSONValue {
        let numbers = try numbers(0)
        return numbers.isEmpty ? .null : try result(.real(numbers.sum.divided(by: numbers.count)))
    }

    /// A number too large for an integer has no fraction, and stays as it is.
    private func rounded(_ rule: FloatingPointRoundingRule) throws(JMESPathError) -> JSONValue {
        let lexeme = try number(0)
        guard case .real(let double) = Number(lexeme), let integer = Int(exactly: double.rounded(rule)) else {
            return .number(lexeme)
        }
        return .integer(integer)
    }

    /// The number that a string holds, written as JSON writes numbers; other strings and types give null.
    private func converted() throws(JMESPathError) -> JSONValue {
        switch try value(0) {
        case .number(let lexeme): return .number(lexeme)
        case .string(let text):
            guard let parsed = try? JSONValue(parsing: text), case .number = parsed else { return .null }
            return parsed
        default: return .null
        }
    }

    // MARK: Strings

    private func contains() throws(JMESPathError) -> Bool {
        switch (try value(0), try value(1)) {
        case (.array(let elements), let wanted): elements.contains { $0.isEqual(to: wanted) }
        case (.string(let text), .string(let wanted)): Array(text.utf8).contains(Array(wanted.utf8))
        case (.string, let wanted): throw mismatch(wanted, ["string"])
        case (let subject, _): throw mismatch(subject, ["array", "string"])
        }
    }

    private func joined() throws(JMESPathError) -> String {
        let separator = try string(0)
        return try strings(1).joined(separator: separator)
    }

    private func length() throws(JMESPathError) -> Int {
        switch try value(0) {
        case .string(let text): text.unicodeScalars.count
        case .array(let elements): elements.count
        case .object(let object): object.count
        case let other: throw mismatch(other, ["string", "array", "object"])
        }
    }

    private func reversed() throws(JMESPathError) -> JSONValue {
        switch try value(0) {
        case .string(let text): .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
        case .array(let elements): .array(elements.reversed())
        case let other: throw mismatch(other, ["array", "string"])
        }
    }

    private func text() throws(JMESPathError) -> String {
        let value = try value(0)
        return value.string ?? JSONWriter().string(value)
    }

    // MARK: Arrays and objects

    private func mapped() throws(JMESPathError) -> [JSONValue] {
        let node = try expression(0)
        var results: [JSONValue] = []
        for element in try array(1) { results.append(try evaluator.evaluate(node, element)) }
        return results
    }

    private func merged() throws(JMESPathError) -> JSONObject {
        var merged = try object(0)
        for index in arguments.indices.dropFirst() {
            for member in try object(index).members { merged[member.key] = member.value }
        }
        return merged
    }

    private func firstNotNull() throws(JMESPathError) -> JSONValue {
        var first = JSONValue.null
        for index in arguments.indices {
            let value = try value(index)
            if first.isNull { first = value }
        }
        return first
    }

    private func arrayed() throws(JMESPathError) -> JSONValue {
        let value = try value(0)
        return value.array == nil ? .array([value]) : value
    }
}

extension JSONValue {
    /// The name that `type()` gives.
    fileprivate var jmespathType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
