public import AWSCore
import HTTPTypes
public import Pacing
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
    ///
    /// - Parameter before: the before image; `nil` when nothing was read first.
    /// - Throws: also `InexpressibleChange`, and then nothing was sent.
    public func updateIntegration(
        apiID: String,
        integrationID: String,
        update: IntegrationUpdate,
        before: Integration?,
        permit: RequestGate.Permit? = nil
    ) async throws -> Answer<Integration> {
        let body: JSONValue
        do {
            body = try update.body(before: before)
        } catch {
            if let permit { client.gate.release(permit, unused: true) }
            throw error
        }
        let request = AWSRequest(
            operation: "UpdateIntegration",
            method: .patch,
            path: Self.path(apiID: apiID, integrationID: integrationID),
            body: JSONWriter().bytes(body),
            contentType: "application/json"
        )
        let response = try await client.send(request, permit: permit)
        return Answer(
            response: response,
            value: Result { () throws(UnreadableAnswer) in
                try Integration(json: try response.json())
            }
        )
    }

    /// The path of an integration, percent-encoded.
    public static func path(apiID: String, integrationID: String) -> String {
        "/v2/apis/\(URIEncoding.label(apiID))/integrations/\(URIEncoding.label(integrationID))"
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
        var seen: Set<String> = []
        repeat {
            let query = token.map { [(name: "nextToken", value: $0)] } ?? []
            let request = AWSRequest(operation: operation, method: .get, path: path, query: query)
            let page = try Page(json: try await client.send(request, permit: permit).json())
            permit = nil
            for item in page.items { try take(item) }
            token = page.nextToken
            if let token, !seen.insert(token).inserted {
                throw UnreadableAnswer(problem: "nextToken repeats itself")
            }
        } while token != nil
    }
}
