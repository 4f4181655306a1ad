import Foundation

/// The calls of API Gateway v2 that the sandbox answers.
struct GatewayService: Sendable {
    let configuration: SandboxConfiguration

    private var state: SandboxState { configuration.state }
    private var deploymentSeconds: Double { configuration.deploymentTime / .seconds(1) }

    /// - Parameter time: Seconds since 1970.
    func answer(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope,
        time: Double
    ) throws(ServiceError) -> Answer {
        let apiID = route["apiId"]
        switch route.operation {
        case .getAPIs:
            return try page(state.apis(in: scope), of: request) { $0.write(to: &$1) }
        case .getAPI:
            let api = try state.stored(apiID, in: scope).api
            return .ok { api.write(to: &$0) }
        case .getIntegrations:
            return try page(state.stored(apiID, in: scope).orderedIntegrations, of: request) { $0.write(to: &$1) }
        case .getIntegration:
            guard let found = try state.stored(apiID, in: scope).integrations[route["integrationId"]] else {
                throw .unknownIntegration
            }
            return .ok { found.write(to: &$0) }
        case .updateIntegration:
            let updated = try update(route, request, scope: scope, time: time)
            return .ok { updated.write(to: &$0) }
        case .getRoutes:
            return try page(state.stored(apiID, in: scope).routes, of: request) { $0.write(to: &$1) }
        case .getStages:
            return try page(state.stored(apiID, in: scope).stages(at: time), of: request) { $0.write(to: &$1) }
        case .updateStage:
            let stage = try updateStage(route, request, scope: scope, time: time)
            return .ok { stage.write(to: &$0) }
        case .createDeployment:
            let made = try deploy(route, request, scope: scope, time: time)
            return .ok(status: 201) { made.write(to: &$0, at: time) }
        case .getDeployment:
            guard let found = try state.stored(apiID, in: scope).deployment(route["deploymentId"]) else {
                throw .unknownDeployment
            }
            return .ok { found.write(to: &$0, at: time) }
        case .getDeployments:
            return try page(state.stored(apiID, in: scope).deployments, of: request) { $0.write(to: &$1, at: time) }
        case .exportAPI:
            return try APIExport(state.stored(apiID, in: scope), at: time).answer(route["specification"], request)
        default:
            throw .unknownOperation
        }
    }

    // MARK: - Writes

    private func update(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope,
        time: Double
    ) throws(ServiceError) -> SandboxIntegration {
        let body = try UpdateBody.decode(request.body)
        let apiID = route["apiId"]
        return try state.change(apiID, in: scope) { stored throws(ServiceError) in
            guard let current = stored.integrations[route["integrationId"]] else { throw .unknownIntegration }
            let updated = try UpdateRules(api: stored.api, update: body).apply(to: current)
            stored.put(updated)
            stored.deployAutomatically(at: time, duration: deploymentSeconds, failure: failure(apiID))
            return updated
        }
    }

    private struct StageBody: Decodable {
        var autoDeploy: Bool?
        var deploymentId: String?
        var description: String?
        var stageVariables: [String: String]?
    }

    private func updateStage(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope,
        time: Double
    ) throws(ServiceError) -> SandboxStage {
        let body = try decode(StageBody.self, request)
        let name = route["stageName"]
        return try state.change(route["apiId"], in: scope) { stored throws(ServiceError) in
            guard let stage = stored.stages(at: time).first(where: { $0.stageName == name }) else {
                throw .unknownStage
            }
            if stage.apiGatewayManaged == true { throw .badRequest("Stage \(name) is managed by API Gateway") }
            if let id = body.deploymentId {
                guard !(body.autoDeploy ?? stage.deploysItself) else {
                    throw .badRequest("Deployment ID cannot be set on stage \(name): autoDeploy is enabled")
                }
                try stored.point(name, to: id, at: time)
            }
            let date = AmazonDate(seconds: Int(time)).iso8601
            try stored.change(name) { stage throws(ServiceError) in
                stage.autoDeploy = body.autoDeploy ?? stage.autoDeploy
                stage.description = body.description ?? stage.description
                stage.stageVariables = body.stageVariables ?? stage.stageVariables
                stage.lastUpdatedDate = date
            }
            if body.autoDeploy == true, !stage.deploysItself {
                stored.deployAutomatically(at: time, duration: deploymentSeconds, failure: failure(route["apiId"]))
            }
            guard let changed = stored.stages(at: time).first(where: { $0.stageName == name }) else {
                throw .unknownStage
            }
            return changed
        }
    }

    private struct DeploymentBody: Decodable {
        var description: String?
        var stageName: String?
    }

    private func deploy(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope,
        time: Double
    ) throws(ServiceError) -> StoredAPI.Deployment {
        let body = try decode(DeploymentBody.self, request)
        let apiID = route["apiId"]
        return try state.change(apiID, in: scope) { stored throws(ServiceError) in
            try stored.deploy(
                to: body.stageName,
                description: body.description,
                at: time,
                duration: deploymentSeconds,
                failure: failure(apiID)
            )
        }
    }

    private func failure(_ apiID: String) -> String? {
        configuration.failingDeployments.contains(apiID) ? "Deployment failed: the sandbox was told so" : nil
    }

    private func decode<Body: Decodable>(_ type: Body.Type, _ request: SignedRequest) throws(ServiceError) -> Body {
        do {
            return try JSONDecoder().decode(type, from: request.body.isEmpty ? Data("{}".utf8) : Data(request.body))
        } catch {
            throw .badRequest("Invalid request input")
        }
    }

    // MARK: - Listings

    private func page<Item>(
        _ items: [Item],
        of request: SignedRequest,
        _ write: (Item, inout JSONText) -> Void
    ) throws(ServiceError) -> Answer {
        let page = try Page(query: request.query, count: items.count, size: configuration.pageSize)
        return .ok { text in
            text.beginObject()
            text.key("items")
            text.beginArray()
            for item in items[page.range] { write(item, &text) }
            text.endArray()
            text.member("nextToken", page.nextToken)
            text.endObject()
        }
    }
}
