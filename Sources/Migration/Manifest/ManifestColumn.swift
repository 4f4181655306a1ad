import APIGatewayV2

/// What a column of a table, or a member of a JSON line, is for.
enum ManifestColumn: Sendable, Hashable {
    case target(TargetField)
    case update(MemberPlace)
    case expectation(MemberPlace)
    /// The object `expect` of a JSON line.
    case expectations
    /// The index into the names that are passed through.
    case passthrough(Int)
}

/// A member, or one key of a map.
struct MemberPlace: Sendable, Hashable {
    var member: Member
    /// Only in a map by status.
    var status: String?
    var key: String?

    var isWhole: Bool { status == nil && key == nil }
}

/// A name that is not one of a manifest's.
struct ColumnNameError: Error {
    var code: ManifestProblem.Code
    var value: String?
    var message: String
}

extension ManifestColumn {
    /// Reads a name in any of its spellings: `api_id`, `tlsConfig.serverNameToVerify`, `expect.timeout-in-millis`.
    init(name: String) throws(ColumnNameError) {
        if let known = Self.plainNames[name] {
            self = known
            return
        }
        guard !name.isEmpty else { throw ColumnNameError(code: .emptyName, message: "a column has no name") }
        let (first, rest) = Self.split(name)
        if Self.expectSpellings.contains(first), let rest {
            self = .expectation(try Self.place(rest, prefix: "\(first)."))
        } else {
            self = .update(try Self.place(name, prefix: ""))
        }
    }

    /// Names without a dot. Every name of a manifest without maps is found here.
    private static let plainNames: [String: ManifestColumn] = {
        var names: [String: ManifestColumn] = [:]
        for field in TargetField.allCases {
            for name in Spelling.all(of: field.rawValue) { names[name] = .target(field) }
        }
        for member in Member.allCases {
            let place = MemberPlace(member: member)
            for name in Spelling.all(of: member.wireName) { names[name] = .update(place) }
        }
        for name in expectSpellings { names[name] = .expectations }
        return names
    }()

    private static let expectSpellings = Spelling.all(of: "expect")

    private static func split(_ name: String) -> (first: String, rest: String?) {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return (name, nil) }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }

    private static func place(_ name: String, prefix: String) throws(ColumnNameError) -> MemberPlace {
        let (first, rest) = split(name)
        guard let member = Member(anySpelling: first) else { throw unknown(first, of: name, prefix: prefix) }
        guard let rest else { return MemberPlace(member: member) }
        guard member.isMap else {
            throw ColumnNameError(
                code: .unknownColumn,
                message: "\(member.columnName) has no keys; leave out '.' and the rest"
            )
        }
        var place = MemberPlace(member: member)
        var problems: [MemberError] = []
        if member.keyDepth == 2 {
            let (status, key) = split(rest)
            member.checkStatus(status, problems: &problems)
            if let key { member.checkKey(key, problems: &problems) }
            (place.status, place.key) = (status, key)
        } else if rest.isEmpty {
            throw ColumnNameError(code: .emptyName, message: "names no key after '.'")
        } else {
            let key = member.canonicalKey(rest)
            member.checkKey(key, problems: &problems)
            place.key = key
        }
        if let problem = problems.first {
            let message = "\(problem.problem); allowed: \(problem.allowed)"
            throw ColumnNameError(code: .unknownColumn, value: problem.value, message: message)
        }
        return place
    }

    private static func unknown(_ first: String, of name: String, prefix: String) -> ColumnNameError {
        var message = "unknown column"
        if let nearest = (prefix.isEmpty ? allNames : memberNames).nearest(to: first) {
            // What stands after the first dot stays, where the nearest one has keys at all.
            let hasKeys = nearest == "expect" || Member(anySpelling: nearest)?.isMap ?? false
            let rest = hasKeys ? String(name.dropFirst(first.count)) : ""
            message += "; the nearest known one is \(prefix)\(nearest)\(Quoted.readable(rest))"
        }
        let hasSpace = first.first?.isWhitespace ?? false || first.last?.isWhitespace ?? false
        if hasSpace { message += " (there is a space before or after the name)" }
        message += "; --passthrough \(Quoted.readable(prefix + name)) keeps a column that is not ours"
        return ColumnNameError(code: .unknownColumn, message: message)
    }

    private static let memberNames = NearestName(Member.allCases.map(\.columnName))
    private static let allNames = NearestName(
        TargetField.allCases.map(\.columnName) + Member.allCases.map(\.columnName) + ["expect"]
    )
}
