import APIGatewayV2
import AWSCore
import Pacing

/// Points the stages that a run has deployed to back to what they served before, one call each: clients are back at once, and
/// nothing was written to an integration yet. No deployment is made when the integrations have been restored: what a stage
/// serves then is the state from before.
struct StageReturns: Sendable {
    let run: RunContext

    /// - Parameter scopes: each with the stages of its group.
    func run(in scopes: [GroupScope]) async {
        do {
            let all = Dictionary(
                grouping: try await run.checkpoint.stageReturns().filter { $0.state != .back },
                by: \.groupID
            )
            if all.isEmpty { return }
            run.tally.note(.returning)
            defer { run.tally.note(.sending) }
            // An error thrown out of a task group would cancel requests in flight.
            await withDiscardingTaskGroup { tasks in
                for scope in scopes {
                    guard let stages = all[scope.group.id] else { continue }
                    tasks.addTask { await GroupReturns(scope: scope).run(stages) }
                }
            }
        } catch {
            run.control.stop(after: error)
        }
    }
}

/// The stages of one account and region.
private struct GroupReturns: Sendable {
    let scope: GroupScope
    private let survey: StageSurvey

    private var run: RunContext { scope.run }

    init(scope: GroupScope) {
        self.scope = scope
        survey = StageSurvey(scope.gateway)
    }

    func run(_ stages: [StageReturn]) async {
        let apis = Dictionary(grouping: stages, by: \.laneID).sorted { $0.key < $1.key }.map(\.value)
        guard let first = apis.first else { return }
        // The first one goes alone: a role that may not do it is refused once.
        let refusal = await handled(first)
        await withDiscardingTaskGroup { tasks in
            for api in apis.dropFirst() {
                tasks.addTask { _ = await handled(api, refusal: refusal) }
            }
        }
    }

    /// - Parameter refusal: why the service does not let this caller change stages.
    /// - Returns: the same, when that is what it has said.
    private func handled(_ stages: [StageReturn], refusal: String? = nil) async -> String? {
        do {
            return try await handle(stages, refusal)
        } catch let error as AWSError {
            do { try await scope.leaveIfNeeded(error) } catch {}
        } catch {
            run.control.stop(after: error)
        }
        return nil
    }

    private func handle(_ stages: [StageReturn], _ refusal: String?) async throws -> String? {
        await run.control.waitWhileHeld()
        if scope.isStopping { return nil }
        var refusal = refusal
        let live: [String: StageFinding]
        switch try await survey.read(apiID: stages[0].apiID, compares: false) {
        case .failed(let reason):
            for stage in stages { try await run.checkpoint.note(stage, .failed, problem: reason) }
            return nil
        case .read(let found): live = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
        }
        for stage in stages {
            let now = live[stage.stage]
            let ours = try await ours(stage, serving: now?.deploymentID)
            switch stage.step(live: now, ours: ours) {
            case .nothing: try await run.checkpoint.note(stage, .back)
            case .leave(let state, let why):
                try await run.checkpoint.note(stage, state, found: now?.deploymentID, problem: why)
            case .point(let target):
                try await run.checkpoint.note(stage, .waiting, found: now?.deploymentID)
                if run.options.isDryRun { continue }
                if let refusal {
                    try await run.checkpoint.note(stage, .failed, problem: refusal)
                } else {
                    refusal = try await point(stage, to: target)
                }
            }
        }
        return refusal
    }

    /// The run's deployments to a stage, with those that it did not live to hear of.
    private func ours(_ stage: StageReturn, serving live: String?) async throws -> Set<String> {
        guard !stage.descriptions.isEmpty, let live, live != stage.targetID, !stage.ours.contains(live) else {
            return stage.ours
        }
        do {
            let found = try await scope.gateway.deployments(apiID: stage.apiID)
            let named = found.filter { $0.description.map(stage.descriptions.contains) ?? false }
            return stage.ours.union(named.map(\.id))
        } catch let error as AWSError {
            if error.isDrained || error.isCredentialsRefused { throw error }
            return stage.ours
        } catch is UnreadableAnswer {
            return stage.ours
        }
    }

    /// - Returns: why the service does not let this caller change stages.
    private func point(_ stage: StageReturn, to target: String) async throws -> String? {
        var problem: String?
        var isDenied = false
        do {
            let answer = try await scope.gateway.updateStage(
                apiID: stage.apiID,
                name: stage.stage,
                deploymentID: target
            )
            switch answer.value {
            case .success(let now) where now.deploymentID == target: break
            case .success(let now): problem = "UpdateStage: the service answers \(now.deploymentID ?? "nothing")"
            case .failure(let unreadable): problem = "UpdateStage: \(unreadable.problem)"
            }
        } catch let error as AWSError {
            if error.isDrained || error.isCredentialsRefused { throw error }
            problem = "\(error.operation): \(error.code): \(error.message)"
            isDenied = error.isPermissionDenied
        }
        if problem != nil, !isDenied, try await isBack(stage, target) { problem = nil }
        try await run.checkpoint.note(stage, problem == nil ? .back : .failed, problem: problem)
        return isDenied ? problem : nil
    }

    /// Whether a call whose answer was lost has worked all the same.
    private func isBack(_ stage: StageReturn, _ target: String) async throws -> Bool {
        guard case .read(let stages) = try await survey.read(apiID: stage.apiID, compares: false) else { return false }
        return stages.contains { $0.name == stage.stage && $0.deploymentID == target }
    }
}
