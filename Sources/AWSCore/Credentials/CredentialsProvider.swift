/// Where credentials come from. Asked before every try of every request, so an answer has to be at hand as a rule.
public protocol CredentialsProvider: Sendable {
    func credentials() async throws -> Credentials
}

/// Credentials that never change.
public struct StaticCredentials: CredentialsProvider {
    private let value: Credentials

    public init(_ credentials: Credentials) {
        value = credentials
    }

    public func credentials() async throws -> Credentials { value }
}
