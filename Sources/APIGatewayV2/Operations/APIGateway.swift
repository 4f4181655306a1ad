public import AWSCore
import HTTPTypes
import Records

/// The operations of API Gateway v2 that a migration needs, on one account and region.
///
/// Every call throws `AWSError` when the service refuses it or cannot be reached, and `UnreadableAnswer` when a success
/// carries a body that is not what the model promises.
public struct APIGateway: Sendable {
    public let client: AWSClient

    public init(client: AWSClient) {
        self.client = client
    }

    /// Sends one update and returns the integration as the service says it now is.
    public func updateIntegration(
        apiID: String,
        integrationID: String,
        update: IntegrationUpdate,
        before: Integration?,
        permit: RequestGate.Permit? = nil
    ) async throws -> Answer<Integration> {
        let request = AWSRequest(
            operation: "UpdateIntegration",
            method: .patch,
            path: "/v2/apis/\(URIEncoding.label(apiID))/integrations/\(URIEncoding.label(integrationID))",
            body: JSONWriter().bytes(try update.body(before: before)),
            contentType: "application/json"
        )
        let response = try await client.send(request, permit: permit)
        return Answer(response: response, value: Result { () throws(UnreadableAnswer) in
            try Integration(json: try response.json())
        })
    }

    /// Every integration of one API, by id: one call per page.
    public func integrations(
        apiID: String,
        permit: RequestGate.Permit? = nil
    ) async throws -> [String: Integration] {
        var found: [String: Integration] = [:]
        let path = "/v2/apis/\(URIEncoding.label(apiID))/integrations"
        try await forEachPage(of: "GetIntegrations", path: path, permit: permit) { item throws(UnreadableAnswer) in
            let integration = try Integration(json: item)
            found[integration.id] = integration
        }
        return found
    }

    /// Every API of the account in the region: one call per page.
    public func apis() async throws -> [API] {
        var found: [API] = []
        try await forEachPage(of: "GetApis", path: "/v2/apis", permit: nil) { item throws(UnreadableAnswer) in
            found.append(try API(json: item))
        }
        return found
    }

    private func forEachPage(
        of operation: String,
        path: String,
        permit: RequestGate.Permit?,
        _ take: (JSONValue) throws(UnreadableAnswer) -> Void
    ) async throws {
        var permit = permit
        var token: String?
        repeat {
            let query = token.map { [(name: "nextToken", value: $0)] } ?? []
            let request = AWSRequest(operation: operation, method: .get, path: path, query: query)
            let page = try Page(json: try await client.send(request, permit: permit).json())
            permit = nil
            for item in page.items { try take(item) }
            if let next = page.nextToken, next == token {
                throw UnreadableAnswer(problem: "nextToken repeats itself")
            }
            token = page.nextToken
        } while token != nil
    }
}

/// What came back with status 200, and what could be read of it.
public struct Answer<Value: Sendable>: Sendable {
    public var response: AWSResponse
    public var value: Result<Value, UnreadableAnswer>
}

/// One page of a listing.
private struct Page {
    var items: [JSONValue] = []
    var nextToken: String?

    init(json: JSONValue) throws(UnreadableAnswer) {
        guard case .object(let object) = json else {
            throw UnreadableAnswer(problem: "expected an object, found \(json.typeName)")
        }
        switch object["items"] {
        case .array(let items): self.items = items
        case nil, .null: break
        case .some(let other): throw UnreadableAnswer(problem: "items is \(other.typeName)")
        }
        // An empty token ends the listing like an absent one.
        if case .string(let token) = object["nextToken"], !token.isEmpty { nextToken = token }
    }
}

extension AWSResponse {
    func json() throws(UnreadableAnswer) -> JSONValue {
        do {
            return try JSONValue(parsing: body, duplicateKeys: .lastWins)
        } catch {
            throw UnreadableAnswer(problem: body.isEmpty ? "the body is empty" : error.message)
        }
    }
}
