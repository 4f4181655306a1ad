/// The credentials service of a container (ECS, EKS), which the environment names.
enum ContainerCredentials {
    private static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"

    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        let environment = question.configuration.environment
        guard let target = try target(environment) else {
            return .no("neither \(relative) nor \(full) is set")
        }
        return question.refreshing(
            ContainerSource(
                target: target,
                tokenPath: environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"],
                token: environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map(Secret.init),
                context: question.context
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
