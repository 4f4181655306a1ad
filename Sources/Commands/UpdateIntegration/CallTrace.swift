import AWSCore
import HTTPTypes
import Records

/// Shows what goes over the wire, for `--debug`, without credentials.
///
/// Of a request only those headers are shown that are known to hold no secret, so that a new way to prove who is calling
/// is hidden until somebody has looked at it. What is hidden there is hidden wherever the answer quotes it, too.
struct CallTrace: HTTPTransport {
    let inner: any HTTPTransport
    let console: Console
    /// Bodies of the calls that fetch credentials are made of secrets, and so may the headers of their answers be.
    var fetchesCredentials = false

    private static let redacted = "<redacted>"
    private static let signatureScheme = "AWS4-HMAC-SHA256 "
    /// A body that is longer is cut.
    private static let maximumLength = 65_536

    private static let harmlessFields: Set<String> = [
        "accept", "amz-sdk-invocation-id", "amz-sdk-request", "connection", "content-length", "content-type", "date",
        "host", "retry-after", "server", "user-agent", "x-amz-content-sha256", "x-amz-date", "x-amz-target",
        "x-amzn-errortype", "x-amzn-requestid",
    ]

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let redaction = Redaction(secrets: request.headerFields.flatMap(Self.secrets))
        var lines = ["\(request.method) \(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"]
        lines += request.headerFields.map { "\($0.name): \(Self.isHarmless($0) ? $0.value : Self.hidden($0))" }
        lines += shown(body ?? [], redaction)
        show(lines, mark: ">")
        do {
            let response = try await inner.send(request, body: body)
            lines = ["\(response.head.status)"]
            lines += response.head.headerFields.map { "\($0.name): \(answered($0, redaction))" }
            lines += shown(response.body, redaction)
            show(lines, mark: "<")
            return response
        } catch {
            show([redaction.apply(to: "\(error)")], mark: "<")
            throw error
        }
    }

    private func show(_ lines: [String], mark: String) {
        for line in lines { console.note("\(mark) \(Printable.text(line))") }
    }

    private func shown(_ body: [UInt8], _ redaction: Redaction) -> [String] {
        if body.isEmpty { return [] }
        let text = String(decoding: body, as: UTF8.self)
        return ["", fetchesCredentials ? Self.redacted : redaction.apply(to: text, maximumLength: Self.maximumLength)]
    }

    private func answered(_ field: HTTPField, _ redaction: Redaction) -> String {
        let isShown = Self.isHarmless(field) || !fetchesCredentials && field.name != .setCookie
        return isShown ? redaction.apply(to: field.value) : Self.redacted
    }

    // MARK: Headers of requests

    private static func isHarmless(_ field: HTTPField) -> Bool {
        harmlessFields.contains(field.name.canonicalName)
    }

    /// What a header that may be one holds of secrets.
    private static func secrets(in field: HTTPField) -> [String] {
        if isHarmless(field) { return [] }
        guard field.value.hasPrefix(signatureScheme) else {
            // Behind the name of the scheme, as in `Bearer …`.
            let parts = field.value.split(separator: " ", maxSplits: 1)
            return parts.count == 2 ? [field.value, String(parts[1])] : [field.value]
        }
        return ["Credential=", "Signature="].compactMap { name in
            part(name, of: field.value).map { String($0.dropFirst(name.count).prefix { $0 != "/" }) }
        }
    }

    /// Which headers are signed says nothing secret.
    private static func hidden(_ field: HTTPField) -> String {
        guard field.value.hasPrefix(signatureScheme), let names = part("SignedHeaders=", of: field.value) else {
            return redacted
        }
        return "\(signatureScheme)Credential=\(redacted), \(names), Signature=\(redacted)"
    }

    /// One of the parts of a signature's header, the name included.
    private static func part(_ name: String, of value: String) -> Substring? {
        value.dropFirst(signatureScheme.count).split(separator: ",").map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix(name) }
    }
}
