/// What goes back to the client.
struct Answer {
    var status: Int
    var contentType: String
    var errorType: String?
    /// Further headers.
    var headers: [String: String] = [:]
    var body: [UInt8]

    static let json = "application/json"

    static func ok(_ content: (inout JSONText) -> Void) -> Answer {
        var text = JSONText()
        content(&text)
        return Answer(status: 200, contentType: json, body: text.bytes)
    }

    static func text(_ text: String) -> Answer {
        Answer(status: 200, contentType: "text/plain", body: Array(text.utf8))
    }

    /// An error of API Gateway.
    static func error(_ error: ServiceError) -> Answer {
        var text = JSONText()
        text.beginObject()
        text.member("message", error.message)
        text.endObject()
        return Answer(status: error.status, contentType: json, errorType: error.code, body: text.bytes)
    }

    /// What a load balancer in front of the service sends.
    static let unavailable = Answer(
        status: 503,
        contentType: "text/html",
        body: Array("<html><body><b>Http/1.1 Service Unavailable</b></body> </html>".utf8)
    )

    static let garbage = Answer(status: 200, contentType: json, body: Array("<html>not what was asked for</html>".utf8))
}

/// How an answer reaches the client, or doesn't.
enum Delivery {
    case whole(Answer)
    /// The headers promise the whole body, half of it is sent.
    case truncated(Answer)
    /// The connection is reset.
    case reset
    /// Nothing, until the client goes away.
    case hang
}
