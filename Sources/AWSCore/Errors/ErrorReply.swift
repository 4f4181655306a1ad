import HTTPTypes
import Records

/// Code and message of an answer that is no success, in whichever form the service, or something before it, wrote them.
struct ErrorReply: Equatable {
    /// The error type, or the status as text when there is none to be read.
    var code: String
    /// Not yet cut or cleaned.
    var message: String
    /// `false`: the body is no error document, and the message is the body itself.
    var isReadable: Bool
    /// Its other members that are texts. Not yet cleaned.
    var details: [String: String] = [:]

    /// Codes are words; what is longer is none.
    private static let maximumCodeLength = 128

    /// The order is botocore's: the header, then `code` or `Code`, then `__type`, then the status. Query services (STS)
    /// answer in XML.
    init(status: HTTPResponse.Status, fields: HTTPFields, body: [UInt8]) {
        var found: (code: String?, message: String?) = (nil, nil)
        isReadable = true
        switch body.first(where: { !Self.isSpace($0) }) {
        case nil: break
        case UInt8(ascii: "{"):
            let document = Self.readJSON(body)
            isReadable = document != nil
            if let document {
                details = document
                found = (
                    document["code"] ?? document["Code"] ?? document["__type"],
                    document["message"] ?? document["Message"]
                )
            }
        case UInt8(ascii: "<"):
            let error = XMLText(body).first("Error")
            found = (error?.first("Code")?.text, error?.first("Message")?.text)
            isReadable = error != nil || Self.isHTML(body)
        default: isReadable = false
        }
        if !isReadable { found.message = String(decoding: body, as: UTF8.self) }

        let type = fields[FieldName.amzErrorType] ?? found.code ?? ""
        let code = Self.shortened(type)
        self.code = code.isEmpty ? String(status.code) : code
        let message = found.message ?? ""
        self.message = message.isEmpty ? Self.reason(status) : message
    }

    /// - Returns: the members that are texts; `nil` when it is no JSON object.
    private static func readJSON(_ body: [UInt8]) -> [String: String]? {
        guard let value = try? JSONValue(parsing: body, duplicateKeys: .lastWins), case .object(let object) = value
        else {
            return nil
        }
        var texts: [String: String] = [:]
        for member in object.members {
            if case .string(let text) = member.value { texts[member.key] = text }
        }
        return texts
    }

    /// `com.x#BadRequestException:http://y/` is `BadRequestException`.
    private static func shortened(_ type: String) -> String {
        let beforeColon = type.prefix { $0 != ":" }
        let name = beforeColon.split(separator: "#", omittingEmptySubsequences: false).last ?? beforeColon
        return String(
            name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
                .prefix(maximumCodeLength)
        )
    }

    /// The status line's words, or those that belong to the status (HTTP/2 has none).
    private static func reason(_ status: HTTPResponse.Status) -> String {
        status.reasonPhrase.isEmpty ? ReasonPhrase.standard(status.code) : status.reasonPhrase
    }

    private static func isHTML(_ body: [UInt8]) -> Bool {
        let start = String(decoding: body.prefix(1_024), as: UTF8.self).lowercased()
        return start.contains("<html") || start.contains("<!doctype html")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

/// The words of a status (RFC 9110, section 15; RFC 6585), for answers whose status line has none, as in HTTP/2.
enum ReasonPhrase {
    private static let phrases = [
        301: "Moved Permanently",
        302: "Found",
        303: "See Other",
        304: "Not Modified",
        307: "Temporary Redirect",
        308: "Permanent Redirect",
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        405: "Method Not Allowed",
        407: "Proxy Authentication Required",
        408: "Request Timeout",
        409: "Conflict",
        410: "Gone",
        411: "Length Required",
        412: "Precondition Failed",
        413: "Content Too Large",
        414: "URI Too Long",
        415: "Unsupported Media Type",
        421: "Misdirected Request",
        422: "Unprocessable Content",
        429: "Too Many Requests",
        431: "Request Header Fields Too Large",
        500: "Internal Server Error",
        501: "Not Implemented",
        502: "Bad Gateway",
        503: "Service Unavailable",
        504: "Gateway Timeout",
    ]

    /// Empty for a status that is not in common use.
    static func standard(_ status: Int) -> String { phrases[status] ?? "" }
}
