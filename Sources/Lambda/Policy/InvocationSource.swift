/// Who would call a function: an API, with the stages and routes in which it does.
public struct InvocationSource: Sendable, Equatable {
    public var partition: String
    public var region: String
    /// The API's account.
    public var accountID: String
    public var apiID: String
    /// Nil: not known, so any; an API that has none yet is treated in the same way.
    public var stages: [String]?
    /// Route keys: `GET /orders`, `ANY /{proxy+}`, `$default`, `$connect`. Nil or none: any.
    public var routeKeys: [String]?

    public init(
        partition: String,
        region: String,
        accountID: String,
        apiID: String,
        stages: [String]? = nil,
        routeKeys: [String]? = nil
    ) {
        self.partition = partition
        self.region = region
        self.accountID = accountID
        self.apiID = apiID
        self.stages = stages
        self.routeKeys = routeKeys
    }

    /// The source ARN that a permission for every stage and route of the API names.
    public var wildcardARN: String { prefix + "*/*" }

    private var prefix: String { "arn:\(partition):execute-api:\(region):\(accountID):\(apiID)/" }

    /// One kind of request, and the ARNs that API Gateway may name as the source of it. It is not documented whether a
    /// request of a route for any method names that method or `ANY`; so there are two ways to look at those.
    struct Request {
        var name: String
        /// Every way is a list of texts that all have to be let in.
        var ways: [[OpenText]]
    }

    var requests: [Request] {
        let stages: [(name: String, text: OpenText)] =
            known(stages).map { $0.map { ($0, OpenText($0)) } } ?? [("any stage", .anything)]
        let routes: [(name: String, ways: [[OpenText]])] =
            known(routeKeys).map { $0.map { ($0, Self.ways($0)) } } ?? [("any route", [[.anything]])]
        return stages.flatMap { stage in
            routes.map { route in
                let start = OpenText(prefix) + stage.text + OpenText("/")
                return Request(name: "\(route.name) in \(stage.name)", ways: route.ways.map { $0.map { start + $0 } })
            }
        }
    }

    private func known(_ names: [String]?) -> [String]? {
        names?.isEmpty == true ? nil : names
    }

    /// The part of the ARN behind the stage: the method and the path of a route, else its key.
    private static func ways(_ routeKey: String) -> [[OpenText]] {
        guard let space = routeKey.firstIndex(of: " ") else { return [[OpenText(routeKey)]] }
        let method = routeKey[..<space]
        let path = routeKey[routeKey.index(after: space)...]
        guard method == "ANY" else { return [[OpenText("\(method)\(path)")]] }
        return [[OpenText("ANY\(path)")], methods.map { OpenText("\($0)\(path)") }]
    }

    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
}
