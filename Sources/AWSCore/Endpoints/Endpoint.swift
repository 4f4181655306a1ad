/// Where requests go: scheme, host and port, and what precedes every path.
public struct Endpoint: Sendable, Hashable {
    /// `https` or `http`.
    public let scheme: String
    /// The host in lower case, with a port if it is not the scheme's own.
    public let authority: String
    /// Empty, or begins with a slash and does not end with one.
    public let basePath: String

    /// - Parameters:
    ///   - url: `https://host[:port][/path]`.
    ///   - allowsPlainHTTP: whether `http` to another machine is accepted; to this one it always is.
    public init(url: String, allowsPlainHTTP: Bool = false) throws(ConfigurationError) {
        func invalid(_ reason: String) -> ConfigurationError {
            // The URL may hold a password.
            ConfigurationError(.invalidEndpoint, "endpoint URL \(url.contains("@") ? "" : "\"\(url)\" ")\(reason)")
        }
        guard let separator = url.firstRange(of: "://") else {
            throw invalid("has no scheme: it begins with https:// (or http://)")
        }
        scheme = url[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else {
            throw invalid("begins neither with https:// nor with http://")
        }
        let rest = url[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest[authority.endIndex...]
        if authority.contains("@") { throw invalid("holds a user name or password, which is not allowed") }
        guard let host = HostAndPort(authority.lowercased()) else { throw invalid("has no valid host and port") }
        guard path.utf8.allSatisfy(Self.isPathByte) else {
            throw invalid("holds something else than a host, a port and a path")
        }
        if scheme == "http", !allowsPlainHTTP, !host.isLoopback {
            throw invalid("is plain http to another machine: use https, or name it with --endpoint-url")
        }
        self.authority = host.authority(impliedPort: scheme == "https" ? 443 : 80)
        basePath = String(path.reversed().drop { $0 == "/" }.reversed())
    }

    /// The whole URL, without a slash at its end.
    public var url: String { "\(scheme)://\(authority)\(basePath)" }

    /// RFC 3986, section 3.3; a query or a fragment is none.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        URIEncoding.isUnreserved(byte) || "/%:@!$&'()*+,;=".utf8.contains(byte)
    }
}

extension Endpoint: CustomStringConvertible {
    public var description: String { url }
}
