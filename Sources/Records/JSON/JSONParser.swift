/// A recursive-descent parser over the bytes of one value.
struct JSONParser {
    struct Failure: Error {
        var code: JSONError.Code
        var offset: Int
    }

    /// Up to here keys are compared one by one, above by a set: the first is faster for what an API answers, the second
    /// keeps a hostile object from taking quadratic time.
    private static let linearKeyLimit = 24

    /// An integration has about as many, and should not grow step by step.
    private static let usualMemberCount = 8

    let bytes: UnsafeBufferPointer<UInt8>
    let duplicateKeys: JSONValue.DuplicateKeys
    let maximumDepth: Int
    var index = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>, duplicateKeys: JSONValue.DuplicateKeys, maximumDepth: Int) {
        self.bytes = bytes
        self.duplicateKeys = duplicateKeys
        self.maximumDepth = maximumDepth
    }

    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        duplicateKeys: JSONValue.DuplicateKeys,
        maximumDepth: Int
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes, duplicateKeys: duplicateKeys, maximumDepth: maximumDepth)
        do {
            return try parser.parseDocument()
        } catch {
            throw JSONError(error.code, offset: error.offset, position: position(of: error.offset, in: bytes))
        }
    }

    private static func position(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Position {
        var line = 1
        var lineStart = 0
        for index in 0..<offset where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        return Position(line: line, column: 1 + ByteScan.scalarCount(in: bytes[lineStart..<offset]))
    }

    private mutating func parseDocument() throws(Failure) -> JSONValue {
        let value = try parseValue(depth: 0)
        skipWhitespace()
        if index < bytes.count { throw Failure(code: .trailingText(found()), offset: index) }
        return value
    }

    private mutating func parseValue(depth: Int) throws(Failure) -> JSONValue {
        skipWhitespace()
        guard index < bytes.count else { throw expected("a value") }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "{"): return .object(try parseObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try parseArray(depth: depth + 1))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: throw expected("a value")
        }
    }

    private mutating func parseArray(depth: Int) throws(Failure) -> [JSONValue] {
        try enter(depth)
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try parseValue(depth: depth))
            if skip(UInt8(ascii: ",")) { continue }
            if skip(UInt8(ascii: "]")) { return elements }
            throw expected("\",\" or \"]\"")
        }
    }

    private mutating func parseObject(depth: Int) throws(Failure) -> JSONObject {
        try enter(depth)
        var members: [JSONObject.Member] = []
        var positions: [[UInt8]: Int] = [:]
        if skip(UInt8(ascii: "}")) { return JSONObject(members: members) }
        members.reserveCapacity(Self.usualMemberCount)
        while true {
            skipWhitespace()
            let keyOffset = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw expected(members.isEmpty ? "a key in quotes or \"}\"" : "a key in quotes")
            }
            let key = try parseString()
            guard skip(UInt8(ascii: ":")) else { throw expected("\":\"") }
            let earlier = Self.place(of: key, in: members, &positions)
            if earlier != nil, duplicateKeys == .error {
                throw Failure(code: .duplicateKey(String(key.prefix(64))), offset: keyOffset)
            }
            let value = try parseValue(depth: depth)
            if let earlier {
                members[earlier].value = value
            } else {
                members.append(JSONObject.Member(key: key, value: value))
            }
            if skip(UInt8(ascii: ",")) { continue }
            if skip(UInt8(ascii: "}")) { return JSONObject(members: members) }
            throw expected("\",\" or \"}\"")
        }
    }

    /// Where a key already stands. A new one is noted in `positions` once there are many.
    private static func place(
        of key: String,
        in members: [JSONObject.Member],
        _ positions: inout [[UInt8]: Int]
    ) -> Int? {
        if members.count < linearKeyLimit {
            return members.indices.first { members[$0].key.isSame(as: key) }
        }
        if positions.isEmpty {
            for (index, member) in members.enumerated() { positions[Array(member.key.utf8)] = index }
        }
        let bytes = Array(key.utf8)
        if let earlier = positions[bytes] { return earlier }
        positions[bytes] = members.count
        return nil
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let count = word.utf8CodeUnitCount
        let rest = bytes[index...].prefix(count)
        guard rest.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count)) else {
            throw expected("a value")
        }
        index += count
        return value
    }

    /// Steps over an opening bracket, if arrays and objects may nest that deep.
    private mutating func enter(_ depth: Int) throws(Failure) {
        if depth > maximumDepth { throw Failure(code: .tooDeep(maximumDepth), offset: index) }
        index += 1
    }

    /// Steps over white space and then over `byte`, if it is there.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipWhitespace() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            default: return
            }
        }
    }

    private func expected(_ wanted: String) -> Failure {
        Failure(code: .expected(wanted, found: found()), offset: index)
    }

    /// What stands at the index, for a message.
    private func found() -> String {
        guard index < bytes.count else { return "the end" }
        let byte = bytes[index]
        if byte >= 0x80 {
            // A whole character; text that is not UTF-8 shows as U+FFFD.
            let text = String(decoding: bytes[index...].prefix(4), as: UTF8.self)
            return "\"" + Printable.text(String(text.prefix(1))) + "\""
        }
        if byte < 0x20 || byte == 0x7F { return "the control character U+00" + JSONWriter.hexadecimal(byte) }
        if byte == UInt8(ascii: "\"") { return "a string" }
        return "\"\(Character(UnicodeScalar(byte)))\""
    }
}
