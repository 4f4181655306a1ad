public import AWSCore
import HTTPTypes
public import Pacing
public import Records

/// The operations of API Gateway v2 that a migration needs, on one account and region.
///
/// Every call throws `AWSError` when the service refuses it or cannot be reached, and `UnreadableAnswer` when a success
/// carries a body that is not what the model promises.
public struct APIGateway: Sendable {
    public let client: AWSClient

    /// All management calls of an account in a region together (AWS: "Amazon API Gateway quotas"); it cannot be raised.
    public static let quota = DocumentedQuota(rate: 10, burst: 40)

    static let paging = Paging(items: "items", token: "nextToken", parameter: "nextToken")

    /// - Parameter client: of the service `apiGatewayV2`.
    public init(client: AWSClient) {
        self.client = client
    }

    /// The same operations, of which the first request spends a permit that was acquired already.
    public func spending(_ permit: HeldPermit) -> APIGateway { APIGateway(client: client.spending(permit)) }

    /// Sends the smallest read once and tells whether anything has answered, whatever it said.
    ///
    /// - Throws: `RequestGate.Draining`, `CancellationError`.
    public func isAnswered() async throws -> Bool {
        let request = AWSRequest(operation: "GetApis", method: .get, path: "/v2/apis", query: [("maxResults", "1")])
        return try await client.isAnswered(request)
    }

    /// Sends one update and returns the integration as the service says it now is.
    ///
    /// - Parameter before: the before image; `nil` when nothing was read first.
    /// - Throws: also `InexpressibleChange`, and then nothing was sent.
    public func updateIntegration(
        apiID: String,
        integrationID: String,
        update: IntegrationUpdate,
        before: Integration?
    ) async throws -> Answer<Integration> {
        let body = try update.body(before: before)
        return try await updateIntegration(apiID: apiID, integrationID: integrationID, body: body)
    }

    /// Sends one update whose body has been made already.
    ///
    /// - Parameter limit: no try begins at or after this moment of the gate's clock: then the body is too old.
    public func updateIntegration(
        apiID: String,
        integrationID: String,
        body: JSONValue,
        notAfter limit: Duration? = nil
    ) async throws -> Answer<Integration> {
        let request = AWSRequest(
            operation: "UpdateIntegration",
            method: .patch,
            path: Self.path(apiID: apiID, integrationID: integrationID),
            body: JSONWriter().bytes(body),
            contentType: "application/json",
            notAfter: limit
        )
        return Answer(try await client.send(request)) { response throws(UnreadableAnswer) in
            try Integration(json: try response.json())
        }
    }

    /// The path of an integration, percent-encoded.
    public static func path(apiID: String, integrationID: String) -> String {
        "/v2/apis/\(URIEncoding.label(apiID))/integrations/\(URIEncoding.label(integrationID))"
    }

    /// Every integration of one API, by id: one call per page.
    public func integrations(apiID: String) async throws -> [String: Integration] {
        var found: [String: Integration] = [:]
        try await client.forEachItem(
            of: "GetIntegrations",
            path: "/v2/apis/\(URIEncoding.label(apiID))/integrations",
            paging: Self.paging
        ) { item throws(UnreadableAnswer) in
            let integration = try Integration(json: item)
            found[integration.id] = integration
        }
        return found
    }

    /// Every route of one API: one call per page.
    public func routes(apiID: String) async throws -> [Route] {
        var found: [Route] = []
        let path = "/v2/apis/\(URIEncoding.label(apiID))/routes"
        try await client.forEachItem(of: "GetRoutes", path: path, paging: Self.paging) {
            item throws(UnreadableAnswer) in
            found.append(try Route(json: item))
        }
        return found
    }

    /// Every API of the account in the region: one call per page.
    public func apis() async throws -> [API] {
        var found: [API] = []
        try await client.forEachItem(of: "GetApis", path: "/v2/apis", paging: Self.paging) {
            item throws(UnreadableAnswer) in
            found.append(try API(json: item))
        }
        return found
    }
}

extension Service {
    /// API Gateway, whose versions 1 and 2 share hosts and signatures.
    public static let apiGatewayV2 = Service(
        id: "apigatewayv2",
        signingName: "apigateway",
        hostPrefix: "apigateway"
    )
}
