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
