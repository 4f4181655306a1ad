import HTTPTypes
import Pacing
import Records

/// The credentials service of a container (ECS, EKS), which the environment names.
enum ContainerCredentials {
    private static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"

    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        let environment = profile.configuration.environment
        guard let target = try target(environment) else {
            return .notConfigured("neither \(relative) nor \(full) is set")
        }
        return profile.refreshing(
            ContainerSource(
                target: target,
                tokenPath: environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"],
                token: environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map(Secret.init),
                context: profile.context
            )
        )
    }

    /// Where the credentials are asked for. They come with whatever authorization there is, so only over TLS, or from
    /// this machine or the hosts that AWS has reserved for it.
    static func target(_ environment: [String: String]) throws(ConfigurationError) -> MetadataTarget? {
        if let path = environment[relative] {
            let target = MetadataTarget(scheme: "http", authority: "169.254.170.2", path: path)
            guard isPath(path) else { throw invalid(relative, "does not begin with a slash, or is no path") }
            return target
        }
        guard let url = environment[full] else { return nil }
        guard let separator = url.firstRange(of: "://") else { throw invalid(full, "has no scheme and host") }
        let scheme = url[..<separator.lowerBound].lowercased()
        let rest = url[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard scheme == "https" || scheme == "http", let host = HostAndPort(authority.lowercased()) else {
            throw invalid(full, "is no URL of a host")
        }
        let path = rest[authority.endIndex...]
        let target = MetadataTarget(
            scheme: scheme,
            authority: host.authority(impliedPort: scheme == "https" ? 443 : 80),
            path: path.hasPrefix("/") ? String(path) : "/\(path)"
        )
        guard isPath(target.path) else { throw invalid(full, "holds something else than a path and a query") }
        guard scheme == "https" || isAllowed(host) else {
            throw invalid(
                full,
                "is plain http to \(host.host): only loopback addresses and \(allowedHosts.joined(separator: ", ")) may be"
            )
        }
        return target
    }

    private static let allowedHosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost"]

    private static func isAllowed(_ host: HostAndPort) -> Bool {
        allowedHosts.contains(host.host) || (host.isLoopback && !host.host.hasSuffix(".localhost"))
    }

    private static func isPath(_ path: String) -> Bool {
        path.hasPrefix("/") && path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    }

    private static func invalid(_ variable: String, _ reason: String) -> ConfigurationError {
        ConfigurationError(.invalidCredentials, "\(variable) \(reason)")
    }
}

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
            let members = document.object
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
