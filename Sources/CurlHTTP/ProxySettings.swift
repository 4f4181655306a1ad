/// Which proxy a request goes through, decided from environment variables by the rules of Python's `urllib` and
/// botocore, which the AWS CLI follows.
///
/// libcurl's own reading of the environment differs: it ignores `HTTP_PROXY` in upper case and understands CIDR blocks
/// in `no_proxy`. So the decision is made here and set on the handle.
struct ProxySettings: Sendable, Equatable {
    private var http: Proxy?
    private var https: Proxy?
    private var bypass = Bypass.none

    private enum Bypass: Sendable, Equatable {
        case none
        case all
        /// Host names in lower case without leading dots.
        case suffixes([String])
    }

    /// - Parameter environment: the variables `http_proxy`, `https_proxy` and `no_proxy` are read, in any case; the
    ///   lower-case name wins, also with an empty value, which means no proxy.
    init(environment: [String: String]) throws(CurlSetupError) {
        let variables = Self.proxyVariables(environment)
        http = try variables["http"].map { value throws(CurlSetupError) in try Proxy(value, variable: "http_proxy") }
        https = try variables["https"].map { value throws(CurlSetupError) in try Proxy(value, variable: "https_proxy") }
        guard let hosts = variables["no"] else { return }
        if hosts == "*" {
            bypass = .all
        } else {
            let names = hosts.split(separator: ",").compactMap { entry -> String? in
                let trimmed = entry.trimmingSpaces()
                return trimmed.isEmpty ? nil : trimmed.drop { $0 == "." }.lowercased()
            }
            bypass = .suffixes(names)
        }
    }

    /// The proxy for a URL, `nil` for a direct connection.
    /// - Parameter authority: host with or without a port.
    func proxy(scheme: String, authority: String) -> Proxy? {
        guard let proxy = scheme == "https" ? https : http, !isBypassed(authority) else { return nil }
        return proxy
    }

    private func isBypassed(_ authority: String) -> Bool {
        if Self.isMetadataService(authority) { return true }
        switch bypass {
        case .none: return false
        case .all: return true
        case .suffixes(let names):
            let full = authority.lowercased()
            let host = Self.withoutPort(full)
            return names.contains { name in
                host == name || full == name || host.hasSuffix("." + name) || full.hasSuffix("." + name)
            }
        }
    }

    /// The link-local addresses that hand out credentials: a proxy would ask the one of its own machine, and would be
    /// sent the token that authorizes it.
    private static func isMetadataService(_ authority: String) -> Bool {
        let host = withoutPort(authority)
        return host.hasPrefix("169.254.") || host.lowercased().hasPrefix("[fd00:ec2::")
    }

    private static func withoutPort(_ authority: String) -> Substring {
        guard let colon = authority.lastIndex(of: ":") else { return authority[...] }
        let port = authority[authority.index(after: colon)...]
        let isPort = !port.isEmpty && port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isPort ? authority[..<colon] : authority[...]
    }

    /// `urllib.request.getproxies_environment`: the values by scheme.
    private static func proxyVariables(_ environment: [String: String]) -> [String: String] {
        let suffix = "_proxy"
        var values: [String: String] = [:]
        for (name, value) in environment where !value.isEmpty && name.lowercased().hasSuffix(suffix) {
            values[String(name.lowercased().dropLast(suffix.count))] = value
        }
        // A web server sets HTTP_PROXY from the client's "Proxy" header for its CGI scripts (CVE-2016-1000110).
        if environment["REQUEST_METHOD"] != nil { values["http"] = nil }
        for (name, value) in environment where name.hasSuffix(suffix) && name == name.lowercased() {
            values[String(name.dropLast(suffix.count))] = value.isEmpty ? nil : value
        }
        return values
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var trimmed = self
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed
    }
}
