public import AWSCore
import HTTPTypes
import Records

/// Stages, what is deployed to them, and exports, which show it.
extension APIGateway {
    /// The pause between two calls of `CreateDeployment` (AWS: "Amazon API Gateway quotas": 1 in 5 seconds for each account; it
    /// cannot be raised).
    public static let deploymentInterval = Duration.seconds(5)

    /// Every stage of one API: one call per page.
    public func stages(apiID: String) async throws -> [Stage] {
        var found: [Stage] = []
        let path = "/v2/apis/\(URIEncoding.label(apiID))/stages"
        try await client.forEachItem(of: "GetStages", path: path, paging: Self.paging) {
            item throws(UnreadableAnswer) in
            found.append(try Stage(json: item))
        }
        return found
    }

    /// Points a stage to a deployment that it, or another stage, has had: clients are served that one at once.
    ///
    /// The service refuses it for a stage with auto-deploy.
    public func updateStage(apiID: String, name: String, deploymentID: String) async throws -> Answer<Stage> {
        let request = AWSRequest(
            operation: "UpdateStage",
            method: .patch,
            path: "/v2/apis/\(URIEncoding.label(apiID))/stages/\(URIEncoding.label(name))",
            body: JSONWriter().bytes(.object(JSONObject([("deploymentId", .string(deploymentID))]))),
            contentType: "application/json"
        )
        return Answer(try await client.send(request)) { response throws(UnreadableAnswer) in
            try Stage(json: try response.json())
        }
    }

    /// Deploys the whole API as it is now to a stage: also what others have changed and not deployed.
    ///
    /// Each call makes another deployment, so a call that may have been processed is not repeated: whoever gets such an error
    /// looks for the description among the API's deployments.
    public func createDeployment(
        apiID: String,
        stage: String,
        description: String
    ) async throws -> Answer<Deployment> {
        let request = AWSRequest(
            operation: "CreateDeployment",
            method: .post,
            path: "/v2/apis/\(URIEncoding.label(apiID))/deployments",
            body: JSONWriter().bytes(
                .object(JSONObject([("stageName", .string(stage)), ("description", .string(description))]))
            ),
            contentType: "application/json",
            repetition: .ifUnprocessed(pause: Self.deploymentInterval)
        )
        return Answer(try await client.send(request)) { response throws(UnreadableAnswer) in
            try Deployment(json: try response.json())
        }
    }

    public func deployment(apiID: String, id: String) async throws -> Deployment {
        let request = AWSRequest(
            operation: "GetDeployment",
            method: .get,
            path: "/v2/apis/\(URIEncoding.label(apiID))/deployments/\(URIEncoding.label(id))"
        )
        return try Deployment(json: try await client.send(request).json())
    }

    /// Every deployment of one API that there still is: one call per page.
    public func deployments(apiID: String) async throws -> [Deployment] {
        var found: [Deployment] = []
        let path = "/v2/apis/\(URIEncoding.label(apiID))/deployments"
        try await client.forEachItem(of: "GetDeployments", path: path, paging: Self.paging) {
            item throws(UnreadableAnswer) in
            found.append(try Deployment(json: item))
        }
        return found
    }

    /// An HTTP API as an OpenAPI document. Of other APIs there is none: the service refuses the call.
    ///
    /// - Parameter stage: as it is deployed to that one; `nil`: as it would be deployed now.
    public func export(apiID: String, stage: String?) async throws -> APIDocument {
        let request = AWSRequest(
            operation: "ExportApi",
            method: .get,
            path: "/v2/apis/\(URIEncoding.label(apiID))/exports/OAS30",
            query: [(name: "outputType", value: "JSON")] + (stage.map { [(name: "stageName", value: $0)] } ?? [])
        )
        return APIDocument(try await client.send(request).jsonObject())
    }
}
