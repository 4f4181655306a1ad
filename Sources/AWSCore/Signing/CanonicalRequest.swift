import HTTPTypes

/// The text that a SigV4 signature is made over
/// (AWS: "Create a signed AWS API request", step 1), as bytes.
struct CanonicalRequest {
    private(set) var bytes: [UInt8] = []
    /// `content-type;host;x-amz-date`.
    private(set) var signedHeaders: [UInt8] = []

    private static let newline = UInt8(ascii: "\n")
    private static let slash = UInt8(ascii: "/")

    /// - Parameters:
    ///   - request: with all headers that are to be signed, but for `Host`, which comes from its authority.
    ///   - payload: the body.
    init(_ request: HTTPRequest, payload: [UInt8]) {
        bytes.reserveCapacity(512)
        bytes += request.method.rawValue.utf8
        bytes.append(Self.newline)

        var target = request.path ?? "/"
        target.withUTF8 { target in
            let questionMark = target.firstIndex(of: UInt8(ascii: "?"))
            appendPath(target[..<(questionMark ?? target.endIndex)])
            bytes.append(Self.newline)
            if let questionMark { appendQuery(target[(questionMark + 1)...]) }
            bytes.append(Self.newline)
        }

        appendHeaders(of: request)
        bytes.append(Self.newline)
        bytes += signedHeaders
        bytes.append(Self.newline)
        bytes.append(hashOf: payload)
    }

    // MARK: Path

    private mutating func appendPath(_ path: Slice<UnsafeBufferPointer<UInt8>>) {
        if Self.isPlain(path) {
            bytes += path
        } else {
            appendNormalized(path)
        }
        if path.isEmpty { bytes.append(Self.slash) }
    }

    /// Whether normalising and encoding would change nothing: the case of nearly every request.
    private static func isPlain(_ path: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var previous: UInt8 = 0
        for byte in path {
            if byte == slash || byte == UInt8(ascii: ".") {
                if previous == slash { return false }
            } else if !URIEncoding.isUnreserved(byte) {
                return false
            }
            previous = byte
        }
        return path.first == slash
    }

    /// RFC 3986, section 5.2.4, empty segments dropped; then every byte that is not unreserved is encoded, `%` too.
    private mutating func appendNormalized(_ path: Slice<UnsafeBufferPointer<UInt8>>) {
        var segments: [Slice<UnsafeBufferPointer<UInt8>>] = []
        for segment in path.split(separator: Self.slash) {
            if segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        for segment in segments {
            bytes.append(Self.slash)
            for byte in segment { URIEncoding.append(byte, to: &bytes) }
        }
        if segments.isEmpty || path.last == Self.slash { bytes.append(Self.slash) }
    }

    // MARK: Query

    /// Pairs sorted by their encoded name, then by their encoded value.
    private mutating func appendQuery(_ query: Slice<UnsafeBufferPointer<UInt8>>) {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            pairs.append(
                (
                    Self.encodedOnce(pair[..<(equals ?? pair.endIndex)]),
                    equals.map { Self.encodedOnce(pair[($0 + 1)...]) } ?? []
                )
            )
        }
        pairs.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value)
                : left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, pair) in pairs.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes += pair.name
            bytes.append(UInt8(ascii: "="))
            bytes += pair.value
        }
    }

    /// Encodes what a query may not hold; `%XX` that is there already stays.
    private static func encodedOnce(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count)
        for byte in text {
            if byte == UInt8(ascii: "%") {
                encoded.append(byte)
            } else {
                URIEncoding.append(byte, to: &encoded)
            }
        }
        return encoded
    }

    // MARK: Headers

    /// Headers that proxies and clients change on the way, or that are not part of the message.
    private static let neverSigned: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    private mutating func appendHeaders(of request: HTTPRequest) {
        // The values one after the other; where each stands is kept with its name, which is in lower case.
        var values: [UInt8] = []
        values.reserveCapacity(256)
        var headers: [(name: String, value: Range<Int>)] = []
        headers.reserveCapacity(8)
        for field in request.headerFields {
            let name = field.name.canonicalName
            if Self.neverSigned.contains(name) || name == "host" { continue }
            let start = values.count
            field.withUnsafeBytesOfValue { Self.append(trimmed: $0, to: &values) }
            headers.append((name, start..<values.count))
        }
        let start = values.count
        Self.appendHost(of: request, to: &values)
        headers.append(("host", start..<values.count))
        // Insertion sort: it is stable, so the values of a repeated header keep their order.
        for index in headers.indices.dropFirst() {
            var position = index
            while position > 0, headers[position].name < headers[position - 1].name {
                headers.swapAt(position, position - 1)
                position -= 1
            }
        }
        var previous: String?
        for header in headers {
            if header.name == previous {
                bytes[bytes.count - 1] = UInt8(ascii: ",")
            } else {
                bytes += header.name.utf8
                bytes.append(UInt8(ascii: ":"))
                if previous != nil { signedHeaders.append(UInt8(ascii: ";")) }
                signedHeaders += header.name.utf8
            }
            bytes += values[header.value]
            bytes.append(Self.newline)
            previous = header.name
        }
    }

    /// The authority in lower case, without the port that its scheme implies.
    private static func appendHost(of request: HTTPRequest, to bytes: inout [UInt8]) {
        let start = bytes.count
        for byte in (request.authority ?? "").utf8 {
            let isUpperCase = UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z")
            bytes.append(isUpperCase ? byte | 0x20 : byte)
        }
        let impliedPort = request.scheme == "http" ? ":80" : ":443"
        if bytes[start...].suffix(impliedPort.utf8.count).elementsEqual(impliedPort.utf8) {
            bytes.removeLast(impliedPort.utf8.count)
        }
    }

    /// Without white space at the ends, runs of it inside cut to one space.
    private static func append(trimmed value: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        let start = bytes.count
        var isPending = false
        for byte in value {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                isPending = bytes.count > start
            default:
                if isPending { bytes.append(UInt8(ascii: " ")) }
                isPending = false
                bytes.append(byte)
            }
        }
    }
}
