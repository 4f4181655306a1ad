import AWSCore
public import Records

/// An API as `GetApis` lists it.
public struct API: Sendable, Equatable {
    public var id: String
    public var name: String
    /// `nil` for a protocol that this version does not know.
    public var protocolType: ProtocolType?
    /// CloudFormation's tags `aws:cloudformation:…` are among them.
    public var tags: [String: String] = [:]
    /// Everything that the service says of it.
    public var json = JSONObject()

    /// The object as the AWS CLI shows it: `ApiId`, `ProtocolType`.
    public var shownByCLI: JSONObject {
        JSONObject(json.members.filter { !$0.value.isNull }.map { (Spelling.pascalCase($0.key), $0.value) })
    }
}

extension API {
    init(json: JSONValue) throws(UnreadableAnswer) {
        guard case .object(let object) = json, case .string(let id) = object["apiId"] else {
            throw UnreadableAnswer(problem: "an API without apiId")
        }
        self.id = id
        name = if case .string(let name) = object["name"] { name } else { "" }
        protocolType = if case .string(let type) = object["protocolType"] { ProtocolType(rawValue: type) } else { nil }
        for tag in object["tags"]?.object?.members ?? [] { tags[tag.key] = tag.value.string }
        self.json = object
    }
}

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
