import AWSCore
import HTTPTypes
import Records

/// Shows what goes over the wire, for `--debug`. Credentials are redacted.
struct CallTrace: HTTPTransport {
    let inner: any HTTPTransport
    let console: Console
    /// Bodies of the calls that fetch credentials are made of secrets.
    var showsBodies = true

    private static let redacted = "<redacted>"

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        var lines = ["\(request.method) \(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"]
        lines += Self.lines(of: request.headerFields)
        show(lines, body: body ?? [], mark: ">")
        do {
            let response = try await inner.send(request, body: body)
            show(
                ["\(response.head.status)"] + Self.lines(of: response.head.headerFields),
                body: response.body,
                mark: "<"
            )
            return response
        } catch {
            show(["\(error)"], body: [], mark: "<")
            throw error
        }
    }

    private func show(_ lines: [String], body: [UInt8], mark: String) {
        var lines = lines
        if !body.isEmpty { lines += ["", showsBodies ? String(decoding: body, as: UTF8.self) : Self.redacted] }
        for line in lines { console.note("\(mark) \(Printable.text(line))") }
    }

    private static func lines(of fields: HTTPFields) -> [String] {
        fields.map { field in
            let value =
                switch field.name.canonicalName {
                case "authorization": authorization(field.value)
                case "x-amz-security-token", "x-amz-sso_bearer_token", "x-aws-ec2-metadata-token",
                    "proxy-authorization", "set-cookie", "cookie":
                    redacted
                default: field.value
                }
            return "\(field.name): \(value)"
        }
    }

    /// The scheme and which headers are signed say nothing secret.
    private static func authorization(_ value: String) -> String {
        guard value.hasPrefix("AWS4-HMAC-SHA256 ") else { return redacted }
        let names = value.split(separator: ", ").first { $0.hasPrefix("SignedHeaders=") } ?? ""
        return "AWS4-HMAC-SHA256 Credential=\(redacted), \(names), Signature=\(redacted)"
    }
}
