/// One request and how it ended. Headers are not kept: they hold signatures and session tokens.
public struct SandboxRequest: Sendable, Equatable {
    /// Seconds since 1970, when it arrived.
    public var time: Double
    public var method: String
    /// As on the wire, with the query.
    public var path: String
    /// `nil` when the signature was refused.
    public var scope: SandboxScope?
    public var operation: SandboxOperation?
    public var apiID: String?
    public var integrationID: String?
    /// `nil` when no answer was sent.
    public var status: Int?
    /// The error type of the answer.
    public var errorCode: String?
    public var fault: SandboxFault?
    /// Whether an integration was written.
    public var isApplied: Bool
    /// Empty for the calls that hand out credentials: it may hold tokens.
    public var body: [UInt8]

    /// One line of JSON without a line break.
    public func jsonLine(includesBody: Bool = false) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.member("time", AmazonDate.iso8601(time))
        text.member("method", method)
        text.member("path", path)
        text.member("account", scope?.account)
        text.member("region", scope?.region)
        text.member("operation", operation?.rawValue)
        text.member("apiId", apiID)
        text.member("integrationId", integrationID)
        text.member("status", status)
        text.member("errorCode", errorCode)
        text.member("fault", fault?.rawValue)
        if operation == .updateIntegration { text.member("applied", isApplied) }
        if includesBody, !body.isEmpty { text.member("body", String(decoding: body, as: UTF8.self)) }
        text.endObject()
        return text.bytes
    }
}

extension AmazonDate {
    /// `2026-01-31T12:00:00.123Z`.
    static func iso8601(_ time: Double) -> String {
        let milliseconds = Int((time * 1000).rounded(.down))
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return AmazonDate(seconds: milliseconds / 1000).iso8601.dropLast() + ".\(fraction)Z"
    }
}
