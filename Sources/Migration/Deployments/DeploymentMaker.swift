import APIGatewayV2
import AWSCore
import Pacing

/// Makes one deployment, once: one whose answer was lost, or that a killed process may have made, is looked for by its
/// description before it is made again.
struct DeploymentMaker: Sendable {
    let item: DueDeployment
    let scope: GroupScope
    let deployments: Deployments
    let account: String
    let wave: String

    /// How it came out.
    enum Ending {
        case made(id: String, Deployment.Status?)
        /// What became of it is in the checkpoint.
        case ended
        /// It could not be made, and for the same reason no other one of the account can now.
        case blocked(DeploymentProblem)
        /// The caller may not make it.
        case denied(DeploymentProblem)
    }

    /// How often a deployment is asked for whose answer is lost and which is not found.
    private static let maximumRounds = 2

    private var run: RunContext { scope.run }
    private var checkpoint: Checkpoint { deployments.checkpoint }

    /// - Throws: `RequestGate.Draining`, `RunControl.Stopped` and `CancellationError` when the run is being stopped,
    ///   `CheckpointError`.
    func make(_ pace: inout DeploymentPace) async throws -> Ending {
        if let problem = item.problem {
            let kind = "its stages could not be read"
            try await checkpoint.note(item, .leftAlone, DeploymentProblem(kind: kind, message: "\(kind): \(problem)"))
            return .ended
        }
        guard let stage = item.finding else { return .ended }
        if item.state == .pending, let id = item.deploymentID { return .made(id: id, nil) }
        // How the service describes the one that may have been made.
        var unknown = item.state == .intended ? item.description ?? description : nil
        if unknown == nil, let obstacle = stage.obstacle(includesUndeployed: deployments.options.includesUndeployed) {
            try await checkpoint.note(item, .leftAlone, obstacle)
            return .ended
        }
        var rounds = 0
        while true {
            try await pace.wait()
            await run.control.waitWhileHeld()
            if let wanted = unknown {
                switch try await lookFor(wanted) {
                case .found(let ending): return ending
                case .notThere: unknown = nil
                }
                continue
            }
            rounds += 1
            if rounds > Self.maximumRounds {
                let problem = DeploymentProblem(
                    kind: "no answer",
                    message: "CreateDeployment was asked for \(Self.maximumRounds) times and has made none"
                )
                try await checkpoint.note(item, .failed, problem)
                return .ended
            }
            if let ending = try await ask(for: stage.name, &pace) { return ending }
            unknown = description
        }
    }

    /// - Returns: `nil` when what became of it is not known.
    private func ask(for stage: String, _ pace: inout DeploymentPace) async throws -> Ending? {
        let gateway = try deployments.gateway(for: scope.group)
        // Waited for before: what is noted now is sent now.
        let permit = try await gateway.client.acquire()
        defer { permit.giveBack() }
        if scope.isStopping { throw RunControl.Stopped() }
        try await checkpoint.intend(item, described: description, account: account, at: now)
        pace.note(now)
        do {
            let answer = try await gateway.spending(permit).createDeployment(
                apiID: item.lane.apiID,
                stage: stage,
                description: description
            )
            pace.note(now)
            guard case .success(let made) = answer.value else { return nil }
            try await checkpoint.note(item, .pending, id: made.id, asking: account, at: now)
            return .made(id: made.id, made.status)
        } catch let error as AWSError {
            if error.attempts > 0 { pace.note(now) }
            if error.mayHaveBeenProcessed {
                if error.isDrained { throw RunControl.Stopped() }
                return nil
            }
            return try await end(error)
        }
    }

    /// It was not made.
    private func end(_ error: AWSError) async throws -> Ending {
        if error.isDrained || error.isCredentialsRefused {
            try await checkpoint.note(item, .waiting, asking: error.attempts > 0 ? account : nil, at: now)
            try await scope.leaveIfNeeded(error)
        }
        let problem = DeploymentProblem(error)
        switch error.disposition {
        case .throttle, .transient:
            try await checkpoint.note(item, .waiting, problem, asking: account, at: now)
            return .blocked(problem)
        case .success, .conflict, .fatal:
            try await checkpoint.note(item, .failed, problem, asking: account, at: now)
            return error.isPermissionDenied ? .denied(problem) : .ended
        }
    }

    private enum Search {
        case found(Ending)
        case notThere
    }

    /// Looks for a deployment that may have been made.
    private func lookFor(_ wanted: String) async throws -> Search {
        do {
            let all = try await scope.gateway.deployments(apiID: item.lane.apiID)
            guard let ours = all.first(where: { $0.description == wanted }) else { return .notThere }
            try await checkpoint.note(item, .pending, id: ours.id)
            return .found(.made(id: ours.id, ours.status))
        } catch let error as AWSError {
            try await scope.leaveIfNeeded(error)
            try await checkpoint.note(item, .intended, .unknown("\(error.operation): \(error.code): \(error.message)"))
        } catch let error as UnreadableAnswer {
            try await checkpoint.note(item, .intended, .unknown("GetDeployments: \(error.problem)"))
        }
        return .found(.ended)
    }

    /// What the service keeps of it: no two deployments of any run have the same.
    private var description: String {
        "apigw-migrate \(run.info.id)\(wave.isEmpty ? "" : ", wave \(wave)"), deployment \(item.id)"
    }

    private var now: Double { run.gate.timing.wallClock() }
}

/// Follows a deployment that was made to its end.
struct DeploymentFollower: Sendable {
    let maker: DeploymentMaker
    let id: String

    /// The service takes seconds; what takes longer than this is told of, and looked at again by the next session.
    private static let patience = 600.0
    private static let pauses = (first: Duration.seconds(1), longest: Duration.seconds(5))

    private var run: RunContext { maker.scope.run }

    /// - Parameter status: what the answer to the call has said; `nil`: nothing is known.
    func follow(from status: Deployment.Status?) async {
        do {
            try await follow(status)
        } catch let error as AWSError {
            do { try await maker.scope.leaveIfNeeded(error) } catch {}
        } catch {
            run.control.stop(after: error)
        }
    }

    private func follow(_ first: Deployment.Status?) async throws {
        let end = run.gate.timing.wallClock() + Self.patience
        // The answer to the call says that it is deployed, but why it has failed only the deployment itself.
        if first == .deployed { return try await note(.deployed) }
        if first == .pending { try await run.gate.sleep(for: Self.pauses.first) }
        var pause = Self.pauses.first
        while true {
            let now: Deployment
            do {
                now = try await maker.scope.gateway.deployment(apiID: maker.item.lane.apiID, id: id)
            } catch let error as AWSError {
                if error.isDrained || error.isCredentialsRefused { throw error }
                return try await note(.pending, .unknown("\(error.operation): \(error.code): \(error.message)"))
            } catch let error as UnreadableAnswer {
                return try await note(.pending, .unknown("GetDeployment: \(error.problem)"))
            }
            switch now.status {
            case .deployed: return try await note(.deployed)
            case .failed:
                let why = now.statusMessage ?? "the service does not say why"
                return try await note(.failed, DeploymentProblem(kind: "the deployment has failed", message: why))
            case .pending, nil: break
            }
            if run.gate.timing.wallClock() >= end {
                return try await note(.pending, .unknown("it is still pending after 10 minutes"))
            }
            pause = min(pause * 2, Self.pauses.longest)
            try await run.gate.sleep(for: pause)
        }
    }

    private func note(_ state: StageDeployment.State, _ problem: DeploymentProblem? = nil) async throws {
        try await maker.deployments.checkpoint.note(maker.item, state, id: id, problem)
    }
}

extension DeploymentProblem {
    /// The service, or the way to it, has kept it from being made.
    init(_ error: AWSError) {
        self.init(
            kind: "\(error.operation): \(error.shortDescription)",
            message: "\(error.operation): \(error.code): \(error.message)"
        )
    }

    static func unknown(_ why: String) -> DeploymentProblem {
        DeploymentProblem(
            kind: "made or asked for, its end is not known",
            message: "what became of it is not known: \(why)"
        )
    }
}
