import AWSCore
public import Records

/// A route of an API.
public struct Route: Sendable, Equatable {
    public var id: String
    /// `GET /orders`, `$default`, `$connect`.
    public var key: String
    /// The integration that the route leads to; nil: none.
    public var integrationID: String?
    /// Everything that the service says of it.
    public var json: JSONObject

    /// The object as the AWS CLI shows it: `RouteKey`, `Target`.
    public var shownByCLI: JSONObject {
        JSONObject(json.members.filter { !$0.value.isNull }.map { (Spelling.pascalCase($0.key), $0.value) })
    }

    init(json: JSONValue) throws(UnreadableAnswer) {
        guard let object = json.object, let id = object["routeId"]?.string, let key = object["routeKey"]?.string else {
            throw UnreadableAnswer(problem: "a route without routeId or routeKey")
        }
        self.id = id
        self.key = key
        self.json = object
        let prefix = "integrations/"
        integrationID = object["target"]?.string.flatMap { target in
            target.hasPrefix(prefix) ? String(target.dropFirst(prefix.count)) : nil
        }
    }
}
