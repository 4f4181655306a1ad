/// The kind of an API. Values that this version does not know carry no rules.
public enum ProtocolType: String, Sendable {
    case http = "HTTP"
    case webSocket = "WEBSOCKET"

    var title: String {
        switch self {
        case .http: "an HTTP API"
        case .webSocket: "a WebSocket API"
        }
    }
}
