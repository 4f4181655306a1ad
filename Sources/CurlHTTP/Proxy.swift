/// An HTTP proxy. Name and password are kept apart from the address, because libcurl quotes the address in its errors.
struct Proxy: Sendable, Equatable {
    /// `scheme://host:port`.
    var url: String
    var userName: String?
    var password: String?

    /// - Parameter value: `[http://|https://][name:password@]host[:port]`; the scheme defaults to `http`, the port to
    ///   the scheme's own as in Python (libcurl's default would be 1080).
    /// - Parameter variable: the name for an error, which never quotes the value.
    init(_ value: String, variable: String) throws(CurlSetupError) {
        var scheme = "http"
        var rest = value[...]
        if let mark = value.firstRange(of: "://") {
            scheme = value[..<mark.lowerBound].lowercased()
            rest = value[mark.upperBound...]
        } else if value.hasPrefix("//") {
            rest = value.dropFirst(2)
        }
        guard scheme == "http" || scheme == "https" else {
            throw CurlSetupError(.proxy, "The proxy in \(variable) must be an http:// or https:// URL.")
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            // As in botocore, a name without a password is not sent.
            if parts.count > 1, !parts[0].isEmpty, !parts[1].isEmpty {
                userName = Self.percentDecoded(parts[0])
                password = Self.percentDecoded(parts[1])
            }
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = Self.splitPort(rest) else {
            throw CurlSetupError(.proxy, "The proxy in \(variable) must have the form http://HOST:PORT.")
        }
        url = "\(scheme)://\(host):\(port ?? (scheme == "https" ? 443 : 80))"
    }

    private static func splitPort(_ text: Substring) -> (host: Substring, port: UInt16?)? {
        var host = text
        var port: UInt16?
        // A colon inside the brackets of an IPv6 address is not a port's.
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            host = text[..<colon]
            let digits = text[text.index(after: colon)...]
            if !digits.isEmpty {
                guard let number = UInt16(digits) else { return nil }
                port = number
            }
        }
        let isName = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return host.isEmpty || !isName ? nil : (host, port)
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), digits.utf8.count == 2,
                let decoded = UInt8(digits, radix: 16)
            {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
