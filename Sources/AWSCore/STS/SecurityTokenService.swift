import HTTPTypes

/// The operations of AWS STS that are used here (query protocol, version 2011-06-15).
public struct SecurityTokenService: Sendable {
    private let client: AWSClient

    private static let contentType = "application/x-www-form-urlencoded; charset=utf-8"

    /// - Parameter client: signs for the service `sts`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// - Throws: `AWSError`, with the code `UnreadableReply` when an answer cannot be understood; `CancellationError`.
    public func getCallerIdentity() async throws -> CallerIdentity {
        let operation = "GetCallerIdentity"
        let response = try await client.send(
            AWSRequest(
                operation: operation,
                method: .post,
                path: "/",
                body: Array("Action=\(operation)&Version=2011-06-15".utf8),
                contentType: Self.contentType
            )
        )
        let result = XMLText(response.body).first("GetCallerIdentityResult")
        guard let account = result?.first("Account")?.text, !account.isEmpty else {
            throw AWSError(
                operation: operation,
                code: "UnreadableReply",
                message: "the answer does not name an account",
                httpStatus: response.status,
                requestID: response.requestID,
                attempts: response.attempts
            )
        }
        return CallerIdentity(
            account: account,
            arn: result?.first("Arn")?.text ?? "",
            userID: result?.first("UserId")?.text ?? ""
        )
    }
}
