public import Records

extension Member {
    /// The text that clears a member, in a cell.
    public static let clearMark = "<clear>"

    /// Reads a cell: text, digits, a JSON object or the AWS CLI's shorthand, as the member's type asks. Throws the first
    /// problem.
    public func value(fromText text: String) throws(MemberError) -> MemberValue {
        try Self.firstProblem { problems in value(fromText: text, problems: &problems) }
    }

    /// Reads a JSON value. `null` is for the caller, who knows that it clears. Throws the first problem.
    public func value(fromJSON json: JSONValue) throws(MemberError) -> MemberValue {
        try Self.firstProblem { problems in value(fromJSON: json, problems: &problems) }
    }

    /// Reads a cell and appends everything that is wrong with it.
    ///
    /// - Returns: `nil` when something is wrong.
    public func value(fromText text: String, problems: inout [MemberError]) -> MemberValue? {
        switch rule.kind {
        case .string: return valid(.string(text), problems: &problems)
        case .enumeration, .integer:
            if Self.hasSpaceAround(text) {
                let problem = "has a space before or after it"
                problems.append(MemberError(value: text, problem: problem, allowed: allowedDescription))
                return nil
            }
            if case .enumeration = rule.kind { return valid(.string(text), problems: &problems) }
            return integer(text, problems: &problems)
        case .map, .statusMap, .structure:
            do {
                return value(fromJSON: try Self.object(fromText: text), problems: &problems)
            } catch {
                problems.append(error)
                return nil
            }
        }
    }

    /// Reads a JSON value and appends everything that is wrong with it.
    ///
    /// - Returns: `nil` when something is wrong.
    public func value(fromJSON json: JSONValue, problems: inout [MemberError]) -> MemberValue? {
        switch (rule.kind, json) {
        case (.string, .string(let text)): return valid(.string(text), problems: &problems)
        case (.enumeration, .string(let text)): return value(fromText: text, problems: &problems)
        case (.integer, .number(let lexeme)): return integer(lexeme, problems: &problems)
        case (.map, .object(let object)), (.structure, .object(let object)):
            let known = problems.count
            let map = strings(of: object, problems: &problems)
            return problems.count == known ? valid(.map(map), problems: &problems) : nil
        case (.statusMap, .object(let object)):
            let known = problems.count
            let map = statuses(of: object, problems: &problems)
            return problems.count == known ? valid(.statusMap(map), problems: &problems) : nil
        case (.map, .string(let text)), (.structure, .string(let text)), (.statusMap, .string(let text)):
            return value(fromText: text, problems: &problems)
        default:
            problems.append(typeError(json))
            return nil
        }
    }

    /// Why the text of a map cannot be read.
    public enum ObjectProblem: Error, Sendable, Equatable {
        case json(JSONError)
        case shorthand(ShorthandError)
    }

    /// Reads the text of a map: a JSON object, or the AWS CLI's shorthand (`key=value,key2=value2`). Text that begins with
    /// a bracket is JSON.
    ///
    /// - Parameter loadFile: see `Shorthand.parse`.
    public static func object(
        fromText text: String,
        duplicateKeys: JSONValue.DuplicateKeys,
        loadFile: Shorthand.FileLoader? = nil
    ) throws(ObjectProblem) -> JSONValue {
        switch text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) {
        case "{", "[":
            do { return try JSONValue(parsing: text, duplicateKeys: duplicateKeys) } catch { throw .json(error) }
        default:
            do { return try Shorthand.parse(text, loadFile: loadFile) } catch { throw .shorthand(error) }
        }
    }

    /// The same for a cell of a manifest: each key once, nothing read from files.
    public static func object(fromText text: String) throws(MemberError) -> JSONValue {
        do {
            return try object(fromText: text, duplicateKeys: .error)
        } catch {
            let problem =
                switch error {
                case .json(let error): "is not valid JSON: \(error.message)"
                case .shorthand where namesFile(text): "names a file, and no file is read for a cell"
                case .shorthand(let error): "is not valid shorthand: \(error.message)"
                }
            let allowed = "a JSON object, or shorthand: key=value,key2=value2"
            throw MemberError(value: text, problem: problem, allowed: allowed)
        }
    }

    /// `file://parameters.json`, or only the name.
    private static func namesFile(_ text: String) -> Bool {
        text.hasPrefix("file://") || text.hasPrefix("fileb://")
            || !text.contains("=")
                && [".json", ".yaml", ".yml", ".vtl", ".txt"].contains(where: text.lowercased().hasSuffix)
    }

    /// A structure's member may be spelled like a column; the keys of a map are data and stay as they are.
    public func canonicalKey(_ key: String) -> String {
        guard case .structure(let members) = rule.kind else { return key }
        let wanted = Spelling.normalized(key)
        return members.keys.first { Spelling.normalized($0) == wanted } ?? key
    }

    private static func firstProblem(
        _ read: (inout [MemberError]) -> MemberValue?
    ) throws(MemberError) -> MemberValue {
        var problems: [MemberError] = []
        if let value = read(&problems) { return value }
        throw problems.first ?? MemberError(value: "", problem: "cannot be read", allowed: "another value")
    }

    private func valid(_ value: MemberValue, problems: inout [MemberError]) -> MemberValue? {
        let known = problems.count
        check(value, problems: &problems)
        return problems.count == known ? value : nil
    }

    private func integer(_ text: String, problems: inout [MemberError]) -> MemberValue? {
        if let number = Int(text) { return valid(.integer(number), problems: &problems) }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let isTooLong = !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let problem = isTooLong ? "is out of range" : "is not an integer"
        problems.append(MemberError(value: text, problem: problem, allowed: allowedDescription))
        return nil
    }

    private func statuses(of object: JSONObject, problems: inout [MemberError]) -> [String: [String: String]] {
        var map: [String: [String: String]] = [:]
        for member in object.members {
            guard case .object(let inner) = member.value else {
                let problem = "has \(member.value.typeName) as its value"
                let allowed = "an object of strings for each status code"
                problems.append(MemberError(value: member.key, problem: problem, allowed: allowed))
                continue
            }
            let strings = strings(of: inner, problems: &problems)
            if map.updateValue(strings, forKey: member.key) != nil { problems.append(Self.repeated(member.key)) }
        }
        return map
    }

    private func strings(of object: JSONObject, problems: inout [MemberError]) -> [String: String] {
        var map: [String: String] = [:]
        for member in object.members {
            guard case .string(let text) = member.value else {
                let problem = "has \(member.value.typeName) as its value"
                problems.append(MemberError(value: member.key, problem: problem, allowed: "a string for each key"))
                continue
            }
            if map.updateValue(text, forKey: canonicalKey(member.key)) != nil {
                problems.append(Self.repeated(member.key))
            }
        }
        return map
    }

    private static func repeated(_ key: String) -> MemberError {
        MemberError(value: key, problem: "stands twice", allowed: "each key once")
    }

    private func typeError(_ json: JSONValue) -> MemberError {
        MemberError(value: JSONWriter().string(json), problem: "is \(json.typeName)", allowed: allowedDescription)
    }

    static func hasSpaceAround(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.first.map(isSpace) ?? false || scalars.last.map(isSpace) ?? false
    }

    /// Nearly every value begins and ends with a character of ASCII, for which the Unicode tables need not be asked.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar == " " || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
    }
}
