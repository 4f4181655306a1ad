/// The calls of AWS STS that the sandbox answers, in STS's own form: a form in, XML out.
struct TokenService {
    private static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    let issuer: CredentialIssuer

    /// - Returns: `nil` when STS, or the sandbox, has no such call.
    static func operation(of form: [UInt8]) -> SandboxOperation? {
        switch FormEncoding.value("Action", in: form) {
        case "GetCallerIdentity": .getCallerIdentity
        case "AssumeRole": .assumeRole
        case "AssumeRoleWithWebIdentity": .assumeRoleWithWebIdentity
        default: nil
        }
    }

    /// - Parameters:
    ///   - caller: `nil` when the call is not signed.
    ///   - now: Seconds since 1970.
    func answer(
        _ form: [UInt8],
        caller: Gatekeeper.Caller?,
        requestID: String,
        now: Int
    ) throws(ServiceError) -> Answer {
        switch (Self.operation(of: form), caller) {
        case (.getCallerIdentity, let caller?):
            return Self.answer("GetCallerIdentity", requestID: requestID, Self.identity(of: caller))
        case (.assumeRole, let caller?):
            let request = try RoleRequest(form: form)
            try request.checkChain(from: caller.principal)
            guard issuer.grants(request.role) else {
                throw .forbidden(
                    "AccessDenied",
                    "User: \(caller.principal.arn(region: caller.region)) is not authorized to perform: sts:AssumeRole "
                        + "on resource: \(request.role.text)"
                )
            }
            return assumed(request, "AssumeRole", region: caller.region, requestID: requestID, now: now)
        case (.assumeRoleWithWebIdentity, _):
            let request = try RoleRequest(form: form)
            guard issuer.accepts(try RoleRequest.webIdentityToken(in: form)) else {
                throw ServiceError(
                    status: 400,
                    code: "InvalidIdentityToken",
                    message: "The web identity token that was passed could not be validated"
                )
            }
            guard issuer.grants(request.role) else {
                throw .forbidden("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
            }
            let region = caller?.region ?? SandboxScope.first.region
            return assumed(request, "AssumeRoleWithWebIdentity", region: region, requestID: requestID, now: now)
        default:
            let action = FormEncoding.value("Action", in: form) ?? ""
            throw ServiceError(
                status: 400,
                code: "InvalidAction",
                message: "Could not find operation \(action) for version 2011-06-15"
            )
        }
    }

    private func assumed(
        _ request: RoleRequest,
        _ action: String,
        region: String,
        requestID: String,
        now: Int
    ) -> Answer {
        let principal = request.principal
        let credentials = issuer.credentials(for: principal, duration: request.duration, now: now)
        return Self.answer(
            action,
            requestID: requestID,
            """
            <AssumedRoleUser>
              <AssumedRoleId>\(principal.userID)</AssumedRoleId>
              <Arn>\(principal.arn(region: region))</Arn>
            </AssumedRoleUser>
            <Credentials>
              <AccessKeyId>\(credentials.accessKeyID)</AccessKeyId>
              <SecretAccessKey>\(credentials.secretAccessKey)</SecretAccessKey>
              <SessionToken>\(credentials.sessionToken)</SessionToken>
              <Expiration>\(credentials.expirationText)</Expiration>
            </Credentials>
            """
        )
    }

    private static func identity(of caller: Gatekeeper.Caller) -> String {
        """
        <Arn>\(caller.principal.arn(region: caller.region))</Arn>
        <UserId>\(caller.principal.userID)</UserId>
        <Account>\(caller.principal.account)</Account>
        """
    }

    /// - Parameter result: XML.
    private static func answer(_ action: String, requestID: String, _ result: String) -> Answer {
        let text = """
            <\(action)Response xmlns="\(namespace)">
            <\(action)Result>
            \(result)
            </\(action)Result>
            <ResponseMetadata>
              <RequestId>\(requestID)</RequestId>
            </ResponseMetadata>
            </\(action)Response>

            """
        return Answer(status: 200, contentType: "text/xml", body: Array(text.utf8))
    }

    static func error(_ error: ServiceError, requestID: String) -> Answer {
        let text = """
            <ErrorResponse xmlns="\(namespace)">
              <Error>
                <Type>\(error.status < 500 ? "Sender" : "Receiver")</Type>
                <Code>\(error.code)</Code>
                <Message>\(escaped(error.message))</Message>
              </Error>
              <RequestId>\(requestID)</RequestId>
            </ErrorResponse>

            """
        return Answer(status: error.status, contentType: "text/xml", body: Array(text.utf8))
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
