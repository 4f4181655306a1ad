/// Where requests go: scheme, host and port, and what precedes every path.
public struct Endpoint: Sendable, Hashable {
    /// `https` or `http`.
    public let scheme: String
    /// The host in lower case, with a port if it is not the scheme's own.
    public let authority: String
    /// Empty, or begins with a slash and does not end with one.
    public let basePath: String
    /// Whether it is this machine: `localhost`, 127.0.0.0/8, `::1`.
    public let isLoopback: Bool

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
        isLoopback = host.isLoopback
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

/// The authority of a URL, taken apart. In lower case.
struct HostAndPort: Equatable {
    /// With its brackets if it is an IPv6 address.
    var host: String
    var port: Int?

    /// - Returns: `nil` if it is not `host`, `host:port`, `[address]` or `[address]:port`.
    init?(_ authority: String) {
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[...bracket])
            let rest = authority[authority.index(after: bracket)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
            let address = host.dropFirst().dropLast()
            guard address.contains(":"), address.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                return nil
            }
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = String(parts[0])
            portText = parts.count > 1 ? parts[1] : nil
            guard !host.isEmpty, host.utf8.allSatisfy({ URIEncoding.isUnreserved($0) && $0 != UInt8(ascii: "~") })
            else {
                return nil
            }
        }
        guard let portText else { return }
        guard portText.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(portText), (1...65_535).contains(port)
        else { return nil }
        self.port = port
    }

    /// Whether it names this machine: `localhost`, 127.0.0.0/8, `::1`.
    var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    func authority(impliedPort: Int) -> String {
        guard let port, port != impliedPort else { return host }
        return "\(host):\(port)"
    }
}
