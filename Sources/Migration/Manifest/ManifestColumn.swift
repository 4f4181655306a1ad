import APIGatewayV2

/// What a column of a table, or a member of a JSON line, is for.
enum ManifestColumn: Sendable, Hashable {
    case target(TargetField)
    case update(MemberPlace)
    case expectation(MemberPlace)
    /// The object `expect` of a JSON line.
    case expectations
    /// `info.NAME`: kept for reports, never looked at.
    case info
    /// The index into the names that are kept for reports.
    case passthrough(Int)
    /// A column of a table without a name, by its number from 1: nothing may stand in it.
    case unnamed(Int)
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
    /// Reads a name in any of its spellings: `api_id`, `API ID`, `tlsConfig.serverNameToVerify`, `expect.timeout-in-millis`.
    init(name: String) throws(ColumnNameError) {
        if let usual = Self.usualNames[name] {
            self = usual
            return
        }
        let (first, rest) = Self.split(name)
        guard let rest else {
            guard let known = Self.plainNames[Spelling.normalized(name)] else {
                if Self.isBlank(name) { throw ColumnNameError(code: .emptyName, message: "a column has no name") }
                throw Self.unknown(name, of: name, prefix: "")
            }
            self = known
            return
        }
        switch Spelling.normalized(first) {
        case "expect": self = .expectation(try Self.place(rest, prefix: "\(first)."))
        case "info" where !Self.isBlank(rest): self = .info
        default: self = .update(try Self.place(name, prefix: ""))
        }
    }

    /// Whether a column of this name has none: blank, or what pandas calls it.
    static func isUnnamed(_ name: String) -> Bool {
        isBlank(name) || name.hasPrefix("Unnamed: ") && Int(name.dropFirst("Unnamed: ".count)) != nil
    }

    static func isInfo(_ name: String) -> Bool {
        // Most names are told apart by their first byte.
        guard let first = name.utf8.first, first | 0x20 == UInt8(ascii: "i") else { return false }
        return name.utf8.contains(UInt8(ascii: ".")) && (try? ManifestColumn(name: name)) == .info
    }

    private static func isBlank(_ name: String) -> Bool { Spelling.normalized(name).isEmpty }

    /// Names without a dot. Every name of a manifest without maps is found here.
    private static let plainNames: [String: ManifestColumn] = {
        var names: [String: ManifestColumn] = ["expect": .expectations]
        for field in TargetField.allCases { names[Spelling.normalized(field.rawValue)] = .target(field) }
        for member in Member.allCases {
            names[Spelling.normalized(member.wireName)] = .update(MemberPlace(member: member))
        }
        return names
    }()

    /// The same names as nearly everybody spells them, found without a look at their letters.
    private static let usualNames: [String: ManifestColumn] = {
        var names: [String: ManifestColumn] = [:]
        for field in TargetField.allCases {
            for name in Spelling.all(of: field.rawValue) { names[name] = .target(field) }
        }
        for member in Member.allCases {
            for name in Spelling.all(of: member.wireName) { names[name] = .update(MemberPlace(member: member)) }
        }
        return names
    }()

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
            let hasKeys = ["expect", "info"].contains(nearest) || Member(anySpelling: nearest)?.isMap ?? false
            let rest = hasKeys ? String(name.dropFirst(first.count)) : ""
            message += "; the nearest known one is \(prefix)\(nearest)\(Quoted.readable(rest))"
        }
        message += "; \(ManifestInput.passthroughOption(for: prefix + name)) keeps a column that is not ours"
        return ColumnNameError(code: .unknownColumn, message: message)
    }

    private static let memberNames = NearestName(Member.allCases.map(\.columnName))
    private static let allNames = NearestName(
        TargetField.allCases.map(\.columnName) + Member.allCases.map(\.columnName) + ["expect", "info"]
    )
}
