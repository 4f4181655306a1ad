import Records

/// Which role is assumed, and how: the parameters of `AssumeRole` but for secrets.
struct RoleRequest: Sendable, Hashable {
    var arn: String
    var sessionName: String
    /// Whether the session name is our choice: then it does not tell cached sessions apart.
    var isSessionNameDefault = true
    var externalID: String?
    /// Seconds.
    var duration: Int?
    /// Of the MFA device: a one-time code of it has to go with the request.
    var serialNumber: String?

    var parameters: [(name: String, value: String)] {
        var parameters = [("RoleArn", arn), ("RoleSessionName", sessionName)]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let duration { parameters.append(("DurationSeconds", String(duration))) }
        if let serialNumber { parameters.append(("SerialNumber", serialNumber)) }
        return parameters
    }

    /// What the AWS CLI names the file in its cache after.
    var cacheKey: String {
        var members: [String: JSONValue] = ["RoleArn": .string(arn)]
        if !isSessionNameDefault { members["RoleSessionName"] = .string(sessionName) }
        members["ExternalId"] = externalID.map(JSONValue.string)
        members["DurationSeconds"] = duration.map(JSONValue.integer)
        members["SerialNumber"] = serialNumber.map(JSONValue.string)
        return PythonJSON.sha1(PythonJSON.text(members))
    }
}

/// A session of a role.
struct AssumedRole: Sendable {
    var credentials: Credentials
    /// Of the session, and its id.
    var arn: String
    var id: String
}

/// The name of a role's session, as CloudTrail shows it: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`.
enum RoleSessionName {
    private static let maximumLength = 64

    /// - Parameter id: of the run; other characters become dashes.
    static func make(_ id: String) -> String {
        let name = "apigw-migrate-\(id)".unicodeScalars.map { isAllowed($0) ? Character($0) : "-" }
        return String(name.prefix(maximumLength))
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_+=,.@-".unicodeScalars.contains(scalar))
    }
}
