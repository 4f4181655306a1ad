/// The one call of AWS STS that the sandbox answers, in STS's own form: a form in, XML out.
enum TokenService {
    private static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    /// - Parameter account: The account of the key that signed.
    static func answer(body: [UInt8], scope: SandboxScope, requestID: String) -> Answer {
        let action = FormEncoding.value("Action", in: body) ?? ""
        guard action == "GetCallerIdentity" else {
            let message = "Could not find operation \(action) for version 2011-06-15"
            return error(ServiceError(status: 400, code: "InvalidAction", message: message), requestID: requestID)
        }
        let arn = "arn:\(partition(of: scope.region)):iam::\(scope.account):user/sandbox"
        let text = """
            <GetCallerIdentityResponse xmlns="\(namespace)">
              <GetCallerIdentityResult>
                <Arn>\(arn)</Arn>
                <UserId>AIDASANDBOX\(scope.account)</UserId>
                <Account>\(scope.account)</Account>
              </GetCallerIdentityResult>
              <ResponseMetadata>
                <RequestId>\(requestID)</RequestId>
              </ResponseMetadata>
            </GetCallerIdentityResponse>

            """
        return Answer(status: 200, contentType: "text/xml", body: Array(text.utf8))
    }

    static func error(_ error: ServiceError, requestID: String) -> Answer {
        let text = """
            <ErrorResponse xmlns="\(namespace)">
              <Error>
                <Type>Sender</Type>
                <Code>\(error.code)</Code>
                <Message>\(escaped(error.message))</Message>
              </Error>
              <RequestId>\(requestID)</RequestId>
            </ErrorResponse>

            """
        return Answer(status: error.status, contentType: "text/xml", body: Array(text.utf8))
    }

    private static func partition(of region: String) -> String {
        if region.hasPrefix("cn-") { return "aws-cn" }
        return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
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
