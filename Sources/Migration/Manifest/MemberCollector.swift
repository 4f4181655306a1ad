import APIGatewayV2

/// Collects what one record says about members, whole and key by key, and joins both at its end.
///
/// One collects the update and another one the expectations; they differ in what clearing means: an update needs a
/// request that expresses it, an expectation only says that something is not there.
struct MemberCollector {
    enum Purpose { case update, expectation }

    /// What a column said about a whole member.
    enum Whole {
        case value(MemberValue)
        case cleared
    }

    /// What a column said about a status or a key. Without key: the status is not there. An empty text: the key is not.
    struct Part {
        var place: MemberPlace
        var text: String
        var column: String
    }

    let purpose: Purpose
    let line: Int
    /// Whether any member was named, also with a bad value.
    private(set) var isTouched = false
    private(set) var problems: [ManifestProblem] = []
    private(set) var wholes: [(member: Member, what: Whole, column: String)] = []
    private(set) var parts: [Part] = []

    init(_ purpose: Purpose, line: Int) {
        self.purpose = purpose
        self.line = line
    }

    mutating func take(_ value: ManifestValue, at place: MemberPlace, column: String) {
        isTouched = true
        if value.isMisplacedClearMark {
            report(value.shown, "is for cells; allowed in JSON Lines: null", column: column)
        } else if value.clears {
            clear(place, value: value, column: column)
        } else if place.isWhole {
            takeWhole(value, of: place.member, column: column)
        } else if let key = place.key {
            takeKey(value, key: key, at: place, column: column)
        } else if let status = place.status {
            takeStatus(value, status: status, at: place, column: column)
        }
    }

    private mutating func takeWhole(_ value: ManifestValue, of member: Member, column: String) {
        guard let read = checked(column: column, { value.value(of: member, problems: &$0) }) else { return }
        guard member.isMap, read.isEmptyMap else {
            keepWhole(.value(read), of: member, column: column)
            return
        }
        if member == .tlsConfig || purpose == .expectation {
            keepWhole(.cleared, of: member, column: column)
        } else {
            let message =
                "is an empty map, which changes nothing; allowed: keys to set, or \(value.clearMark) to remove every key"
            report(value.shown, message, column: column)
        }
    }

    private mutating func takeStatus(_ value: ManifestValue, status: String, at place: MemberPlace, column: String) {
        let read = checked(column: column) { value.value(ofStatus: status, of: place.member, problems: &$0) }
        guard case .statusMap(let map) = read, let inner = map[status] else { return }
        if inner.isEmpty { parts.append(Part(place: place, text: "", column: column)) }
        for (key, text) in inner {
            var place = place
            place.key = key
            parts.append(Part(place: place, text: text, column: column))
        }
    }

    private mutating func takeKey(_ value: ManifestValue, key: String, at place: MemberPlace, column: String) {
        guard let text = value.text else {
            report(value.shown, "is not a string; allowed: a string", column: column)
            return
        }
        let single: MemberValue = place.status.map { .statusMap([$0: [key: text]]) } ?? .map([key: text])
        let isGood = checked(column: column) { problems in
            let known = problems.count
            place.member.check(single, problems: &problems)
            return problems.count == known ? text : nil
        }
        if isGood != nil { parts.append(Part(place: place, text: text, column: column)) }
    }

    private mutating func clear(_ place: MemberPlace, value: ManifestValue, column: String) {
        let member = place.member
        if place.isWhole || member == .tlsConfig {
            if purpose == .update, !member.rule.isClearable {
                report(value.shown, "has no meaning here; allowed: \(member.allowedDescription)", column: column)
            } else {
                keepWhole(.cleared, of: member, column: column)
            }
        } else if purpose == .update, let status = place.status, place.key != nil {
            let message =
                "cannot be sent for one response parameter; allowed: a value, or \(value.clearMark) in "
                + "\(member.columnName).\(status), which removes everything of that status"
            report(value.shown, message, column: column)
        } else {
            parts.append(Part(place: place, text: "", column: column))
        }
    }

    /// `tls_config` and its only key can both clear the structure; saying it twice is a conflict like any other.
    private mutating func keepWhole(_ what: Whole, of member: Member, column: String) {
        if let other = wholes.first(where: { $0.member == member }) {
            reportConflict(with: other.column, column: column)
        } else {
            wholes.append((member, what, column))
        }
    }

    private mutating func checked<Result>(
        column: String,
        _ read: (inout [MemberError]) -> Result?
    ) -> Result? {
        var found: [MemberError] = []
        let result = read(&found)
        for error in found { report(error.value, "\(error.problem); allowed: \(error.allowed)", column: column) }
        return result
    }

    private mutating func report(_ value: String, _ message: String, column: String) {
        problems.append(ManifestProblem(.invalidValue, line: line, column: column, value: value, message: message))
    }

    mutating func reportConflict(with other: String, column: String) {
        let message = "says something about what \(Quoted.readable(other)) sets too; allowed: one of them"
        problems.append(ManifestProblem(.conflictingValues, line: line, column: column, message: message))
    }
}

extension MemberValue {
    fileprivate var isEmptyMap: Bool {
        switch self {
        case .map(let map): map.isEmpty
        case .statusMap(let map): map.isEmpty
        case .string, .integer: false
        }
    }
}
