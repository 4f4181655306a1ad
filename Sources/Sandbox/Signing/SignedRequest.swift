/// A request as it came over the wire, as far as its signature covers it.
struct SignedRequest: Sendable {
    var method: String
    /// Percent-encoded, without the query.
    var path: String
    /// What follows the question mark; empty without one.
    var query: String
    /// Names in lower case, repeated ones as often as they came; `host` among them.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// The path with its query, as on the wire.
    var target: String { query.isEmpty ? path : path + "?" + query }

    /// The first value of a header.
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The value of a parameter of the query.
    func parameter(_ name: String) -> String? {
        FormEncoding.value(name, in: query.utf8)
    }

    /// The canonical request of Signature Version 4 (AWS: "Create a signed AWS API request", step 1).
    /// - Parameter signedHeaders: Names in the order of the Authorization header.
    /// - Returns: `nil` when a signed header is not there.
    func canonical(signedHeaders: [Substring], payloadHash: String) -> String? {
        var lines = [method, canonicalPath, canonicalQuery]
        for name in signedHeaders {
            let values = headers.filter { $0.name == name }
            if values.isEmpty { return nil }
            lines.append(name + ":" + values.map { Self.trimmed($0.value) }.joined(separator: ","))
        }
        lines += ["", signedHeaders.joined(separator: ";"), payloadHash]
        return lines.joined(separator: "\n")
    }

    /// Spaces at the ends are dropped, runs of spaces become one.
    private static func trimmed(_ value: String) -> String {
        guard value.utf8.contains(UInt8(ascii: " ")) || value.utf8.contains(UInt8(ascii: "\t")) else { return value }
        return value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}

// MARK: - Path

extension SignedRequest {
    /// Runs of slashes become one, dot segments are taken out, and what is left is encoded once more.
    private var canonicalPath: String {
        var single: [UInt8] = []
        for byte in path.utf8 where byte != UInt8(ascii: "/") || single.last != byte { single.append(byte) }
        let normalized = Self.withoutDotSegments(single)
        return normalized.isEmpty ? "/" : PercentEncoding.encode(normalized, keeping: "/")
    }

    /// `remove_dot_segments` of RFC 3986, section 5.2.4, with its two buffers and its steps A to E. As in botocore, a last
    /// dot segment leaves no slash behind.
    private static func withoutDotSegments(_ path: [UInt8]) -> [UInt8] {
        var input = path[...]
        var output: [UInt8] = []
        while !input.isEmpty {
            if let rest = input.rest(after: "../") ?? input.rest(after: "./") {
                input = rest
            } else if input.starts(with: "/./".utf8) {
                input = input.dropFirst(2)
            } else if input.starts(with: "/../".utf8) {
                input = input.dropFirst(3)
                output.removeLastSegment()
            } else if input.elementsEqual("/..".utf8) {
                output.removeLastSegment()
                return output
            } else if ["/.", ".", ".."].contains(where: { input.elementsEqual($0.utf8) }) {
                return output
            } else {
                let end = input.dropFirst().firstIndex(of: UInt8(ascii: "/")) ?? input.endIndex
                output += input[..<end]
                input = input[end...]
            }
        }
        return output
    }
}

extension ArraySlice<UInt8> {
    fileprivate func rest(after prefix: String) -> Self? {
        starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
    }
}

extension [UInt8] {
    /// The last segment goes with the slash before it.
    fileprivate mutating func removeLastSegment() {
        removeSubrange((lastIndex(of: UInt8(ascii: "/")) ?? startIndex)...)
    }
}

// MARK: - Query

extension SignedRequest {
    /// Names and values are decoded and encoded in the one way that counts, then sorted by name and by value.
    private var canonicalQuery: String {
        if query.isEmpty { return "" }
        var pairs: [(name: String, value: String)] = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let encoded = parts.map { PercentEncoding.encode(FormEncoding.decode($0)) }
            pairs.append((encoded[0], encoded.count > 1 ? encoded[1] : ""))
        }
        // Encoded texts are ASCII, where the order of strings is that of their bytes.
        return pairs.sorted { $0 < $1 }.map { $0.name + "=" + $0.value }.joined(separator: "&")
    }
}
