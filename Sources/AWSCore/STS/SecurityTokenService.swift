import HTTPTypes
import Records

/// The operations of AWS STS that are used here (query protocol, version 2011-06-15).
///
/// All of them throw `AWSError`, also when an answer cannot be understood, and `CancellationError`.
public struct SecurityTokenService: Sendable {
    private let client: AWSClient

    private static let contentType = "application/x-www-form-urlencoded; charset=utf-8"

    /// - Parameter client: signs for the service `sts`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    public func getCallerIdentity() async throws -> CallerIdentity {
        try await call("GetCallerIdentity") { result in
            guard let account = Self.text("Account", of: result) else { return nil }
            return CallerIdentity(
                account: account,
                arn: Self.text("Arn", of: result) ?? "",
                userID: Self.text("UserId", of: result) ?? ""
            )
        }
    }

    func assumeRole(_ role: RoleRequest, tokenCode: String?) async throws -> AssumedRole {
        try await call("AssumeRole", role.parameters + (tokenCode.map { [("TokenCode", $0)] } ?? []), Self.assumedRole)
    }

    /// - Parameter token: of the identity provider; the client need not sign.
    func assumeRole(_ role: RoleRequest, webIdentityToken token: Secret) async throws -> AssumedRole {
        let parameters = role.parameters + [("WebIdentityToken", token.value)]
        return try await call("AssumeRoleWithWebIdentity", parameters, Self.assumedRole)
    }

    private static func assumedRole(_ result: XMLText) -> AssumedRole? {
        guard let element = result.first("Credentials"), let key = text("AccessKeyId", of: element),
            let secret = text("SecretAccessKey", of: element), let token = text("SessionToken", of: element),
            let expiration = text("Expiration", of: element).flatMap(Timestamp.seconds)
        else { return nil }
        let user = result.first("AssumedRoleUser")
        let arn = user.flatMap { text("Arn", of: $0) } ?? ""
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return AssumedRole(
            credentials: Credentials(
                accessKeyID: key,
                secretAccessKey: Secret(secret),
                sessionToken: Secret(token),
                expiration: expiration,
                accountID: parts.count > 5 ? String(parts[4]) : nil
            ),
            arn: arn,
            id: user.flatMap { text("AssumedRoleId", of: $0) } ?? ""
        )
    }

    // MARK: Query protocol

    /// - Parameter read: `nil`: the result lacks what it has to have.
    private func call<Value>(
        _ operation: String,
        _ parameters: [(name: String, value: String)] = [],
        _ read: (XMLText) -> Value?
    ) async throws -> Value {
        let form = [("Action", operation), ("Version", "2011-06-15")] + parameters
        let body = form.map { "\(URIEncoding.query($0.0))=\(URIEncoding.query($0.1))" }.joined(separator: "&")
        let response = try await client.send(
            AWSRequest(
                operation: operation,
                method: .post,
                path: "/",
                body: Array(body.utf8),
                contentType: Self.contentType
            )
        )
        guard let result = XMLText(response.body).first("\(operation)Result").flatMap(read) else {
            let unreadable = UnreadableAnswer(problem: "the answer lacks what the operation gives")
            throw AWSError(operation: operation, unreadable: unreadable, response)
        }
        return result
    }

    private static func text(_ name: String, of element: XMLText) -> String? {
        guard let text = element.first(name)?.text, !text.isEmpty else { return nil }
        return text
    }
}

/// Whose credentials requests are signed with.
public struct CallerIdentity: Sendable, Hashable {
    /// The account's 12 digits.
    public var account: String
    public var arn: String
    public var userID: String

    public init(account: String, arn: String, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}
