public import APIGatewayV2
import AWSCore
import Synchronization

/// Reads which stages APIs of one account and region have, and whether others have changes there that are not deployed: an
/// export of what a stage serves against an export of what a deployment would publish.
///
/// Two calls for an API, and one for each stage without auto-deploy. WebSocket APIs cannot be exported.
public final class StageSurvey: Sendable {
    private struct State {
        /// Operations that have worked.
        var proven: Set<String> = []
        /// Operations whose first call was refused for want of permission, and what the service said.
        var refused: [String: String] = [:]
    }

    private let gateway: APIGateway
    private let state = Mutex(State())

    /// So many differences are named.
    private static let namedDifferences = 2

    public init(_ gateway: APIGateway) {
        self.gateway = gateway
    }

    /// - Parameter compares: without, exports are not read: what others have changed is not known.
    /// - Throws: `AWSError` where the group or the run is to stop, `CancellationError`.
    public func read(apiID: String, compares: Bool = true) async throws -> StageReading {
        let stages: [Stage]
        switch try await asked("GetStages", { try await self.gateway.stages(apiID: apiID) }) {
        case .success(let found): stages = found
        case .failure(let refusal): return .failed(refusal.reason)
        }
        var latest: Result<APIDocument, Refusal>?
        var findings: [StageFinding] = []
        for stage in stages {
            var finding = StageFinding(
                name: stage.name,
                deploysItself: stage.autoDeploy,
                isManaged: stage.isManaged,
                deploymentID: stage.deploymentID
            )
            if !stage.autoDeploy, !stage.isManaged {
                if stage.deploymentID == nil {
                    finding.undeployed = .some("nothing was ever deployed to it")
                } else if compares {
                    let now = if let latest { latest } else { try await export(apiID, stage: nil) }
                    latest = now
                    finding.undeployed = try await undeployed(apiID, stage.name, against: now)
                } else {
                    finding.undeployed = .unknown("nobody has compared it")
                }
            }
            findings.append(finding)
        }
        return .read(findings)
    }

    private func undeployed(
        _ apiID: String,
        _ stage: String,
        against latest: Result<APIDocument, Refusal>
    ) async throws -> StageFinding.Undeployed {
        guard case .success(let latest) = latest else {
            if case .failure(let refusal) = latest { return .unknown(refusal.reason) }
            return .none
        }
        switch try await export(apiID, stage: stage) {
        case .failure(let refusal): return .unknown(refusal.reason)
        case .success(let live):
            let names = latest.differences(from: live)
            if names.isEmpty { return .none }
            let shown = names.prefix(Self.namedDifferences).joined(separator: ", ")
            let more = names.count - Self.namedDifferences
            return .some(more > 0 ? "\(shown) and \(more) more" : shown)
        }
    }

    private func export(_ apiID: String, stage: String?) async throws -> Result<APIDocument, Refusal> {
        try await asked("ExportApi") { try await self.gateway.export(apiID: apiID, stage: stage) }
    }

    /// Why something could not be read.
    private struct Refusal: Error {
        var reason: String
    }

    /// Calls the service, unless the first call of the operation was refused for want of permission: the others would be too.
    private func asked<Value: Sendable>(
        _ operation: String,
        _ call: () async throws -> Value
    ) async throws -> Result<Value, Refusal> {
        if let reason = state.withLock({ $0.refused[operation] }) { return .failure(Refusal(reason: reason)) }
        do {
            let value = try await call()
            state.withLock { _ = $0.proven.insert(operation) }
            return .success(value)
        } catch let error as AWSError {
            if error.isDrained || error.isCredentialsRefused { throw error }
            let reason = "\(error.operation): \(error.code): \(error.message)"
            if error.isPermissionDenied {
                state.withLock { state in
                    if !state.proven.contains(operation) { state.refused[operation] = reason }
                }
            }
            return .failure(Refusal(reason: reason))
        } catch let error as UnreadableAnswer {
            return .failure(Refusal(reason: "\(operation): \(error.problem)"))
        }
    }
}
