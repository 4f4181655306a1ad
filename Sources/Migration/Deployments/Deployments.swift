import APIGatewayV2
import AWSCore
import Pacing
import Synchronization

/// What a run knows and does about the stages of the APIs that it changes: looks at them before the first write to an API, and
/// deploys to them after each wave.
final class Deployments: Sendable {
    private struct State {
        /// APIs that need not be looked at once more before a write.
        var settled: Set<Int64> = []
        var surveys: [MigrationGroup.ID: StageSurvey] = [:]
        var attempted: Set<DueDeployment.Key> = []
    }

    let options: DeploymentOptions
    let checkpoint: Checkpoint
    private let connector: any Connector
    /// `CreateDeployment` is paced by moments that are kept. Its throttles are no throttles of all the other calls.
    private let gateGroup: RequestGate.Group
    private let state = Mutex(State())

    init(_ options: DeploymentOptions, connector: any Connector, checkpoint: Checkpoint, gate: RequestGate) {
        self.options = options
        self.connector = connector
        self.checkpoint = checkpoint
        gateGroup = gate.makeGroup(rate: nil, burst: 1)
    }

    /// Looks at the stages of an API that the run is about to write to for the first time, and keeps what it found: later, what is
    /// undeployed there is the run's own.
    ///
    /// - Throws: `RunControl.Stopped` and the like when the run is being stopped or the group parked, `CheckpointError`.
    func lookBeforeWriting(_ lane: Lane, _ scope: GroupScope) async throws {
        if state.withLock({ $0.settled.contains(lane.id) }) { return }
        let outlook = try await checkpoint.outlook(of: lane)
        if !outlook.isWritten || !outlook.isSurveyed {
            try await survey(lane, scope, isWritten: outlook.isWritten)
        }
        state.withLock { _ = $0.settled.insert(lane.id) }
    }

    /// Looks at the stages of APIs that earlier sessions have written to without a look.
    func lookAfterwards(_ scopes: [MigrationGroup.ID: GroupScope], through wave: Int) async throws {
        for (lane, group) in try await checkpoint.unsurveyedLanes(through: wave) {
            guard let scope = scopes[group], !scope.isStopping else { continue }
            if state.withLock({ $0.settled.insert(lane.id).inserted }) {
                try await survey(lane, scope, isWritten: true)
            }
        }
    }

    private func survey(_ lane: Lane, _ scope: GroupScope, isWritten: Bool) async throws {
        let survey = state.withLock { state in
            let known = state.surveys[scope.group.id] ?? StageSurvey(scope.gateway)
            state.surveys[scope.group.id] = known
            return known
        }
        do {
            let reading = try await survey.read(apiID: lane.apiID, compares: !isWritten)
            try await checkpoint.keep(isWritten ? reading.afterChanges() : reading, of: lane)
        } catch let error as AWSError {
            try await scope.leaveIfNeeded(error)
            throw RunControl.Stopped()
        }
    }

    /// The deployments that are due and that this session has not tried. From now on they count as tried.
    func takeDue(through wave: Int) async throws -> [DueDeployment] {
        let due = try await checkpoint.dueDeployments(through: wave, attempted: state.withLock(\.attempted))
        state.withLock { $0.attempted.formUnion(due.map(\.key)) }
        return due
    }

    /// The operations for calls of `CreateDeployment`.
    func gateway(for group: MigrationGroup) throws -> APIGateway {
        APIGateway(client: try connector.client(for: .apiGatewayV2, group, throttledBy: gateGroup))
    }
}
