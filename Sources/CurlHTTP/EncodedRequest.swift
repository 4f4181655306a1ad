import AWSCore
import HTTPTypes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A request in the form that libcurl takes, made on the caller's thread so that the transfer thread only copies it.
struct EncodedRequest: Sendable {
    enum Kind: Sendable {
        case get
        case head
        /// Any other method without a body.
        case bare
        case withBody
    }

    /// Zero-terminated strings: the URL, the method, then one for each header.
    private(set) var strings: [UInt8] = []
    private(set) var methodOffset = 0
    private(set) var headerOffsets: [Int] = []
    let kind: Kind
    let body: [UInt8]
    let proxy: Proxy?
    let scheme: String
    let authority: String

    var isTLS: Bool { scheme == "https" }

    /// Host and port as errors name them.
    var host: String { Self.host(scheme: scheme, authority: authority) }

    init(_ request: HTTPRequest, body: [UInt8]?, proxies: ProxySettings) throws(TransportError) {
        scheme = request.scheme ?? ""
        authority = request.authority ?? ""
        self.body = body ?? []
        kind =
            if body != nil { .withBody } else if request.method == .get { .get } else if request.method == .head {
                .head
            } else { .bare }
        proxy = proxies.proxy(scheme: scheme, authority: authority)
        strings.reserveCapacity(1024)
        strings.append(utf8: scheme)
        strings.append(utf8: "://")
        strings.append(utf8: authority)
        strings.append(utf8: request.path ?? "/")
        strings.append(0)
        methodOffset = strings.count
        strings.append(utf8: request.method.rawValue)
        strings.append(0)
        headerOffsets.reserveCapacity(request.headerFields.count + 3)
        appendHeaders(request.headerFields)
        // One terminator for each string and no more: a zero byte inside would cut the URL or a header short.
        guard !hasInnerZero, !scheme.isEmpty, !authority.isEmpty else {
            throw TransportError(phase: .resolve, host: host, message: "the request has no usable URL")
        }
    }

    /// Whether a string holds a zero byte besides its terminator.
    private var hasInnerZero: Bool {
        strings.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress else { return false }
            func holdsZero(_ start: Int, _ next: Int) -> Bool { memchr(first + start, 0, next - 1 - start) != nil }
            if holdsZero(0, methodOffset) { return true }
            var start = methodOffset
            for next in headerOffsets {
                if holdsZero(start, next) { return true }
                start = next
            }
            return holdsZero(start, bytes.count)
        }
    }

    private mutating func appendHeaders(_ fields: HTTPFields) {
        var hasAccept = false
        var hasContentType = false
        for field in fields {
            hasAccept = hasAccept || field.name == .accept
            hasContentType = hasContentType || field.name == .contentType
            headerOffsets.append(strings.count)
            strings.append(utf8: field.name.rawName)
            field.withUnsafeBytesOfValue { value in
                // "Name;" is libcurl's way to write a header without a value; "Name:" would remove it.
                if value.isEmpty {
                    strings.append(UInt8(ascii: ";"))
                } else {
                    strings.append(UInt8(ascii: ":"))
                    strings.append(UInt8(ascii: " "))
                    strings.append(contentsOf: value)
                }
            }
            strings.append(0)
        }
        // Headers that libcurl would add by itself, removed.
        if !hasAccept { appendHeader("Accept:") }
        if kind == .withBody {
            if !hasContentType { appendHeader("Content-Type:") }
            appendHeader("Expect:")
        }
    }

    private mutating func appendHeader(_ line: String) {
        headerOffsets.append(strings.count)
        strings.append(utf8: line)
        strings.append(0)
    }

    private static func host(scheme: String, authority: String) -> String {
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") { return authority }
        return authority + (scheme == "https" ? ":443" : ":80")
    }
}

extension [UInt8] {
    fileprivate mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }
}
