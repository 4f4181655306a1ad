/// An API with all that belongs to it.
struct StoredAPI {
    /// What the clients of a stage see: the API as it was at one moment.
    struct Snapshot {
        var integrations: [String: SandboxIntegration]
        var routes: [SandboxRoute]
    }

    struct Deployment {
        var id: String
        /// Seconds since 1970.
        var created: Double
        /// When it stops being pending.
        var end: Double
        var failure: String?
        var isAutomatic: Bool
        var description: String?
        /// `nil`: the API as it is now, as on a stage that deploys itself without any delay.
        var snapshot: Snapshot?

        func status(at time: Double) -> String {
            time < end && created < end ? "PENDING" : failure == nil ? "DEPLOYED" : "FAILED"
        }
    }

    /// A stage, and which deployment it has from which moment on.
    struct StoredStage {
        var stage: SandboxStage
        var deployments: [(id: String, start: Double)]

        func deploymentID(at time: Double) -> String? {
            deployments.last { $0.start <= time }?.id
        }
    }

    /// When everything was made that was there from the start: 2024-01-01T00:00:00Z.
    private static let beginning = 1_704_067_200.0

    var api: SandboxAPI
    /// Integration ids in the order they were put: the order of a listing.
    private(set) var order: [String] = []
    private(set) var integrations: [String: SandboxIntegration] = [:]
    private(set) var routes: [SandboxRoute] = []
    private(set) var stages: [StoredStage] = []
    private(set) var deployments: [Deployment] = []
    private var deploymentCount = 0

    init(api: SandboxAPI) {
        self.api = api
    }

    var snapshot: Snapshot { Snapshot(integrations: integrations, routes: routes) }
    var orderedIntegrations: [SandboxIntegration] { order.compactMap { integrations[$0] } }

    /// Adds an integration or replaces it.
    mutating func put(_ integration: SandboxIntegration) {
        let id = integration.integrationID
        if integrations.updateValue(integration, forKey: id) == nil { order.append(id) }
    }

    mutating func removeIntegration(_ id: String) {
        integrations[id] = nil
        order.removeAll { $0 == id }
    }

    /// Adds a route or replaces it.
    mutating func put(_ route: SandboxRoute) {
        if let index = routes.firstIndex(where: { $0.routeID == route.routeID }) {
            routes[index] = route
        } else {
            routes.append(route)
        }
    }

    /// Adds a stage, deployed as the API is now, or replaces it.
    mutating func put(_ stage: SandboxStage) {
        let id = stage.deploymentID ?? nextDeploymentID()
        if !deployments.contains(where: { $0.id == id }) {
            let time = Self.beginning
            deployments.append(deployment(id, at: time, duration: 0, failure: nil, isAutomatic: stage.deploysItself))
        }
        let stored = StoredStage(stage: stage, deployments: [(id, 0)])
        if let index = stages.firstIndex(where: { $0.stage.stageName == stage.stageName }) {
            stages[index] = stored
        } else {
            stages.append(stored)
        }
    }

    /// The stages as they are at a moment.
    func stages(at time: Double) -> [SandboxStage] {
        stages.map { stored in
            var stage = stored.stage
            stage.deploymentID = stored.deploymentID(at: time)
            return stage
        }
    }

    func deployment(_ id: String) -> Deployment? {
        deployments.first { $0.id == id }
    }

    /// What the clients of a stage see; `nil` when there is no such stage, or nothing is deployed to it.
    func deployed(to stageName: String, at time: Double) -> (stage: SandboxStage, snapshot: Snapshot)? {
        guard let stored = stages.first(where: { $0.stage.stageName == stageName }),
            let deployment = stored.deploymentID(at: time).flatMap(deployment)
        else { return nil }
        return (stored.stage, deployment.snapshot ?? snapshot)
    }
}

// MARK: - Deployments

extension StoredAPI {
    private static let automaticDescription = "Automatic deployment triggered by changes to the Api configuration"

    /// - Parameters:
    ///   - duration: Seconds until it ends.
    ///   - failure: Why it fails, if it does.
    mutating func deploy(
        to stageName: String?,
        description: String?,
        at time: Double,
        duration: Double,
        failure: String?
    ) throws(ServiceError) -> Deployment {
        var index: Int?
        if let stageName { index = try stageIndex(stageName) }
        if let index, stages[index].stage.deploysItself {
            throw .badRequest(
                "Deployment to stage \(stages[index].stage.stageName) is not allowed: autoDeploy is enabled"
            )
        }
        if routes.isEmpty { throw .badRequest("Unable to deploy API because no routes exist in this API") }
        var made = deployment(nextDeploymentID(), at: time, duration: duration, failure: failure, isAutomatic: false)
        made.description = description
        deployments.append(made)
        if let index, failure == nil { stages[index].deployments.append((made.id, made.end)) }
        return made
    }

    /// Points a stage to a deployment that it, or another stage, has had.
    mutating func point(_ stageName: String, to id: String, at time: Double) throws(ServiceError) {
        let index = try stageIndex(stageName)
        guard let deployment = deployment(id) else { throw .unknownDeployment }
        guard deployment.status(at: time) == "DEPLOYED" else {
            throw .badRequest("Deployment \(id) cannot be used: it is \(deployment.status(at: time))")
        }
        stages[index].deployments.removeAll { $0.start > time }
        stages[index].deployments.append((id, time))
    }

    mutating func change(
        _ stageName: String,
        _ body: (inout SandboxStage) throws(ServiceError) -> Void
    ) throws(ServiceError) {
        let index = try stageIndex(stageName)
        try body(&stages[index].stage)
        if stages[index].stage.deploysItself { return }
        // From now on its clients see the API as it is at this moment.
        let used = stages[index].deployments.map(\.id)
        for position in deployments.indices where used.contains(deployments[position].id) {
            deployments[position].snapshot = deployments[position].snapshot ?? snapshot
        }
    }

    /// What follows a change of the API on stages that deploy by themselves. They keep their newest deployment only.
    mutating func deployAutomatically(at time: Double, duration: Double, failure: String?) {
        for index in stages.indices where stages[index].stage.deploysItself {
            if let failure {
                stages[index].stage.lastDeploymentStatusMessage = failure
                continue
            }
            let before = stages[index].deploymentID(at: time)
            var made = deployment(nextDeploymentID(), at: time, duration: duration, failure: nil, isAutomatic: true)
            made.description = Self.automaticDescription
            stages[index].deployments = (before.map { [($0, 0)] } ?? []) + [(made.id, made.end)]
            stages[index].stage.lastDeploymentStatusMessage =
                "Successfully deployed stage with deployment ID '\(made.id)'"
            let used = Set(stages.flatMap { $0.deployments.map(\.id) })
            deployments.removeAll { $0.isAutomatic && !used.contains($0.id) }
            deployments.append(made)
        }
    }

    private func stageIndex(_ name: String) throws(ServiceError) -> Int {
        guard let index = stages.firstIndex(where: { $0.stage.stageName == name }) else { throw .unknownStage }
        return index
    }

    private mutating func nextDeploymentID() -> String {
        deploymentCount += 1
        return "dep" + StateGenerator.padded(deploymentCount, digits: 4)
    }

    private func deployment(
        _ id: String,
        at time: Double,
        duration: Double,
        failure: String?,
        isAutomatic: Bool
    ) -> Deployment {
        Deployment(
            id: id,
            created: time,
            end: time + duration,
            failure: failure,
            isAutomatic: isAutomatic,
            snapshot: isAutomatic && duration == 0 ? nil : snapshot
        )
    }
}

extension StoredAPI.Deployment {
    func write(to text: inout JSONText, at time: Double) {
        let status = status(at: time)
        text.beginObject()
        text.member("autoDeployed", isAutomatic)
        text.member("createdDate", AmazonDate(seconds: Int(created)).iso8601)
        text.member("deploymentId", id)
        text.member("deploymentStatus", status)
        if status == "FAILED" { text.member("deploymentStatusMessage", failure) }
        text.member("description", description)
        text.endObject()
    }
}
