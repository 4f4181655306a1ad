/// What AssumeRole and AssumeRoleWithWebIdentity ask for, within the limits of the model of STS.
struct RoleRequest {
    private struct Limit {
        var name: String
        var length: ClosedRange<Int>
        /// What may be there besides letters, digits and the underscore, and how STS writes that; `nil`: anything.
        var marks: String?
        var pattern = ""
        var isRequired = false
    }

    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
    private static let limits = [
        Limit(name: "RoleArn", length: 20...2048, isRequired: true),
        Limit(name: "RoleSessionName", length: 2...64, marks: "+=,.@-", pattern: #"[\w+=,.@-]*"#, isRequired: true),
        Limit(name: "ExternalId", length: 2...1224, marks: "+=,.@:/-", pattern: #"[\w+=,.@:\/-]*"#),
    ]
    private static let durations = 900...43_200
    /// Credentials of a role that assume another role get no more than that.
    private static let maximumChainedDuration = 3600
    private static let webTokenLengths = 4...20_000

    let role: RoleARN
    let sessionName: String
    /// Seconds.
    let duration: Int?

    /// - Throws: `ValidationError`, as STS words it.
    init(form: [UInt8]) throws(ServiceError) {
        for limit in Self.limits {
            try Self.check(FormEncoding.value(limit.name, in: form), limit)
        }
        let text = FormEncoding.value("RoleArn", in: form) ?? ""
        guard let role = RoleARN(text) else { throw .validation("\(text) is invalid") }
        self.role = role
        sessionName = FormEncoding.value("RoleSessionName", in: form) ?? ""
        duration = try Self.duration(FormEncoding.value("DurationSeconds", in: form))
    }

    /// Who the caller is once the role is assumed.
    var principal: Principal { .role(account: role.account, name: role.name, session: sessionName) }

    /// - Throws: `ValidationError` when a role that assumes this role asks for more than an hour.
    func checkChain(from caller: Principal) throws(ServiceError) {
        guard case .role = caller, let duration, duration > Self.maximumChainedDuration else { return }
        throw .validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    }

    /// The token itself is in no message.
    static func webIdentityToken(in form: [UInt8]) throws(ServiceError) -> String {
        let token = FormEncoding.value("WebIdentityToken", in: form) ?? ""
        guard webTokenLengths.contains(token.unicodeScalars.count) else {
            throw .validation(
                "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have "
                    + "length between \(webTokenLengths.lowerBound) and \(webTokenLengths.upperBound)"
            )
        }
        return token
    }

    private static func check(_ value: String?, _ limit: Limit) throws(ServiceError) {
        guard let value else {
            if limit.isRequired { throw constraint(nil, limit.name, "Member must not be null") }
            return
        }
        let count = value.unicodeScalars.count
        if count < limit.length.lowerBound {
            let bound = limit.length.lowerBound
            throw constraint(value, limit.name, "Member must have length greater than or equal to \(bound)")
        }
        if count > limit.length.upperBound {
            let bound = limit.length.upperBound
            throw constraint(value, limit.name, "Member must have length less than or equal to \(bound)")
        }
        if let marks = limit.marks, !RoleARN.isWord(value, or: marks) {
            throw constraint(value, limit.name, "Member must satisfy regular expression pattern: \(limit.pattern)")
        }
    }

    private static func duration(_ text: String?) throws(ServiceError) -> Int? {
        guard let text else { return nil }
        let name = "DurationSeconds"
        guard let seconds = Int(text) else { throw constraint(text, name, "Member must be an integer") }
        if seconds < durations.lowerBound {
            throw constraint(text, name, "Member must have value greater than or equal to \(durations.lowerBound)")
        }
        if seconds > durations.upperBound {
            throw constraint(text, name, "Member must have value less than or equal to \(durations.upperBound)")
        }
        return seconds
    }

    private static func constraint(_ value: String?, _ name: String, _ rule: String) -> ServiceError {
        let member = name.prefix(1).lowercased() + name.dropFirst()
        let value = value.map { "'\($0)'" } ?? "null"
        return .validation(
            "1 validation error detected: Value \(value) at '\(member)' failed to satisfy constraint: \(rule)"
        )
    }
}
