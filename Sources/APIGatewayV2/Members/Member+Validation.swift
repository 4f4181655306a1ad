extension Member {
    /// Returns `value` when the member may hold it on either kind of API; throws the first problem otherwise.
    public func checked(_ value: MemberValue) throws(MemberError) -> MemberValue {
        var problems: [MemberError] = []
        check(value, problems: &problems)
        if let first = problems.first { throw first }
        return value
    }

    /// Appends everything that is wrong with `value`, map keys in their sorted order.
    public func check(_ value: MemberValue, problems: inout [MemberError]) {
        switch (rule.kind, value) {
        case (.string(let length), .string(let text)):
            let known = problems.count
            if let length { checkLength(of: text, length, problems: &problems) }
            if problems.count == known { checkPlausibility(of: text, problems: &problems) }
        case (.enumeration(let allowed), .string(let text)):
            if !allowed.contains(text) {
                let problem = "is not one of its values"
                problems.append(MemberError(value: text, problem: problem, allowed: allowedDescription))
            }
        case (.integer(let range), .integer(let number)):
            if !range.contains(number) {
                let problem = "is out of range"
                problems.append(MemberError(value: String(number), problem: problem, allowed: allowedDescription))
            }
        case (.map(let length, _), .map(let map)):
            for (key, text) in map.sorted(by: { $0.key < $1.key }) {
                checkKey(key, problems: &problems)
                checkLength(of: text, length, key: key, problems: &problems)
                checkPlausibility(of: text, key: key, problems: &problems)
            }
        case (.structure(let members), .map(let map)):
            for (key, text) in map.sorted(by: { $0.key < $1.key }) {
                checkKey(key, problems: &problems)
                if let length = members[key] { checkLength(of: text, length, key: key, problems: &problems) }
            }
        case (.statusMap(let length), .statusMap(let map)):
            for (status, inner) in map.sorted(by: { $0.key < $1.key }) {
                checkStatus(status, problems: &problems)
                for (key, text) in inner.sorted(by: { $0.key < $1.key }) {
                    checkKey(key, problems: &problems)
                    checkLength(of: text, length, key: "\(status).\(key)", problems: &problems)
                }
            }
        default:
            problems.append(MemberError(value: "\(value)", problem: "has the wrong type", allowed: allowedDescription))
        }
    }

    /// Appends a problem when no integration of any kind can have `key` in this map; for a map by status, in one of its
    /// inner maps. Which of the patterns applies to one integration needs its protocol and subtype.
    public func checkKey(_ key: String, problems: inout [MemberError]) {
        switch rule.kind {
        case .map(_, .requestParameters):
            if ParameterKey.isRequestAction(key) || ParameterKey.isIntegrationRequest(key)
                || ParameterKey.isSubtypeParameter(key)
            {
                return
            }
            let allowed =
                "\(ParameterKey.requestActions), \(ParameterKey.integrationRequests), "
                + "or a parameter of the integration's subtype"
            problems.append(MemberError(value: key, problem: "is not a request parameter", allowed: allowed))
        case .statusMap:
            if ParameterKey.isResponseAction(key) { return }
            let problem = "is not a response parameter"
            problems.append(MemberError(value: key, problem: problem, allowed: ParameterKey.responseActions))
        case .structure(let members):
            if members[key] != nil { return }
            let problem = "is not a member of \(columnName)"
            problems.append(MemberError(value: key, problem: problem, allowed: allowedDescription))
        case .map(_, .any), .string, .enumeration, .integer:
            break
        }
    }

    /// Appends a problem when `status` is not a status code that response parameters can be attached to.
    public func checkStatus(_ status: String, problems: inout [MemberError]) {
        if ParameterKey.isStatus(status) { return }
        problems.append(MemberError(value: status, problem: "is not a status code", allowed: "200 to 599"))
    }

    private func checkLength(
        of text: String,
        _ length: ClosedRange<Int>,
        key: String? = nil,
        problems: inout [MemberError]
    ) {
        // A scalar is one to four bytes, so most lengths need no counting.
        let size = text.utf8.count
        if size >= length.lowerBound * 4, size <= length.upperBound { return }
        let count = text.unicodeScalars.count
        if length.contains(count) { return }
        var allowed = "\(Self.describe(length)) characters"
        if count == 0 { allowed += emptyHint(hasKey: key != nil) }
        let place = key.map { " (key \(Quoted($0)))" } ?? ""
        problems.append(MemberError(value: text, problem: "has \(count) characters\(place)", allowed: allowed))
    }

    private func emptyHint(hasKey: Bool) -> String {
        if hasKey { return self == .responseParameters ? "; only a whole status can be removed" : "" }
        return rule.isClearable ? "; \(Self.clearMark) clears it" : ""
    }
}
