import HTTPTypes
import Pacing
import Records

/// Credentials from the service of a container.
struct ContainerSource: CredentialsSource {
    let target: MetadataTarget
    /// The file goes first, and is read anew every time.
    let tokenPath: String?
    let token: Secret?
    let context: CredentialsContext

    private static let timeout = Duration.seconds(2)
    private static let attempts = 3
    private static let pause = Duration.seconds(1)

    var name: String { "the container's service \(target.scheme)://\(target.authority)" }

    func fetch(rejected: Credentials?) async throws -> Credentials {
        let token = try authorization()
        var fields: HTTPFields = [.accept: "application/json"]
        if let token { fields[.authorization] = token.value }
        let call = MetadataCall(
            transport: context.transport,
            timing: context.timing,
            timeout: Self.timeout,
            userAgent: context.userAgent
        )
        var attempt = 1
        while true {
            do {
                return try Self.credentials(try await call.send(.get, to: target, fields: fields))
            } catch let error as CancellationError {
                throw error
            } catch {
                guard attempt < Self.attempts else { throw failed("\(error)", hiding: token) }
            }
            attempt += 1
            try await context.timing.sleep(Self.pause)
        }
    }

    private static func credentials(_ response: TransportResponse) throws -> Credentials {
        guard response.head.status == .ok else {
            let body = Redaction(nil).apply(to: String(decoding: response.body, as: UTF8.self))
            throw CredentialsDocumentError(description: "HTTP \(response.head.status.code): \(body)")
        }
        guard let document = try? JSONValue(parsing: response.body, duplicateKeys: .lastWins),
            let members = document.members
        else { throw CredentialsDocumentError(description: "the answer is no JSON object") }
        return try Credentials(members, tokenKey: "Token")
    }

    private func authorization() throws -> Secret? {
        guard let tokenPath else { return try token.map(checked) }
        let bytes = try context.files.contents(of: tokenPath, failure: unreadable)
        return try checked(Secret(String(decoding: bytes, as: UTF8.self)))
    }

    /// A line break would begin another header.
    private func checked(_ token: Secret) throws -> Secret {
        guard token.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw unreadable("it holds a line break or another control character")
        }
        return token
    }

    private func unreadable(_ reason: String) -> CredentialsError {
        let place = tokenPath ?? "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        return CredentialsError(.unreadableFile, "the authorization token of the container, \(place): \(reason)")
    }

    private func failed(_ reason: String, hiding token: Secret?) -> CredentialsError {
        let secrets = token.map { Credentials(accessKeyID: "", secretAccessKey: $0) }
        let reason = Redaction(secrets).apply(to: reason)
        return CredentialsError(.metadataFailed, "no credentials from \(name): \(reason)")
    }
}
