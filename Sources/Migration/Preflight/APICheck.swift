import APIGatewayV2
import AWSCore
import Lambda
import Pacing
import Synchronization

/// The preflight of the rows of one API, and what was read of the API for it: at most once, and only what is needed.
final class APICheck: Sendable {
    private struct State {
        var stages: FunctionInspector.Reading<[Stage]>?
        var routes: FunctionInspector.Reading<[Route]>?
        /// Rows up to this one have been counted. Those that are decided a second time are not counted again.
        var lastRow = 0
    }

    let preflight: Preflight
    let lane: Lane
    let scope: GroupScope
    private let state = Mutex(State())

    init(_ preflight: Preflight, _ lane: Lane, _ scope: GroupScope) {
        self.preflight = preflight
        self.lane = lane
        self.scope = scope
    }

    /// Checks what the plans would call, and keeps what was found. Whoever calls this must hold no permit.
    ///
    /// - Returns: why rows are not to be sent, by their numbers.
    /// - Throws: `RunControl.Stopped` and the like when the run is being stopped, `CheckpointError`.
    func refusals(of plans: [RowPlan]) async throws -> [Int: RowError] {
        let uses = plans.compactMap(FunctionUse.init)
        if uses.isEmpty { return [:] }
        var refused: [Int: RowError] = [:]
        var findings: [PreflightFinding] = []
        var rows: [VerdictKind: Set<Int>] = [:]
        let counted = state.withLock { state in
            defer { state.lastRow = max(state.lastRow, uses.map(\.row).max() ?? 0) }
            return state.lastRow
        }
        for (callee, uses) in try await callees(uses) {
            var finding = try await check(callee, uses)
            let new = uses.map(\.row).filter { $0 > counted }
            finding.rowCount = new.count
            rows[VerdictKind(verdict: finding.verdict, kind: finding.kind), default: []].formUnion(new)
            findings.append(finding)
            guard let error = finding.error else { continue }
            for use in uses { refused[use.row] = refused[use.row] ?? error }
        }
        let planned = scope.run.options.isDryRun ? refused : [:]
        try await preflight.checkpoint.keep(findings, rows.mapValues(\.count), planned, of: lane)
        try await settle(after: findings)
        return preflight.options.allowsBroken ? [:] : refused
    }

    /// Waits until permissions that this run has given work everywhere; also those of a session that was killed just now.
    private func settle(after findings: [PreflightFinding]) async throws {
        guard let last = findings.compactMap(\.givenAt).max() else { return }
        let passed = max(0, preflight.gate.timing.wallClock() - last)
        let rest = preflight.options.settle - .seconds(passed)
        if rest > .zero { try await preflight.gate.sleep(for: rest) }
    }

    func stages() async throws -> FunctionInspector.Reading<[Stage]> {
        if let known = state.withLock(\.stages) { return known }
        let reading = try await FunctionInspector.reading { try await scope.gateway.stages(apiID: lane.apiID) }
        state.withLock { $0.stages = reading }
        return reading
    }

    func routes() async throws -> FunctionInspector.Reading<[Route]> {
        if let known = state.withLock(\.routes) { return known }
        let reading = try await FunctionInspector.reading { try await scope.gateway.routes(apiID: lane.apiID) }
        state.withLock { $0.routes = reading }
        return reading
    }
}

extension APICheck {
    /// What is called, in one stage or in all of them.
    private struct Callee: Hashable {
        /// The ARN of a function, or what it is where stage variables have no value.
        var text: String
        var stage: String?
        var role: String?
    }

    /// What the rows would call, each with the rows that do, in the order of the rows.
    private func callees(_ uses: [FunctionUse]) async throws -> [(Callee, [FunctionUse])] {
        var order: [Callee] = []
        var found: [Callee: [FunctionUse]] = [:]
        for use in uses {
            var callees = [Callee(text: use.function.description, role: use.role)]
            if use.function.hasStageVariable, case .read(let stages) = try await stages(), !stages.isEmpty {
                callees = stages.map { stage in
                    let text = StageVariables.filledIn(use.function.description, with: stage.variables)
                    return Callee(text: text, stage: stage.name, role: use.role)
                }
            }
            for callee in callees {
                if found[callee] == nil { order.append(callee) }
                found[callee, default: []].append(use)
            }
        }
        return order.map { ($0, found[$0] ?? []) }
    }

    private func check(_ callee: Callee, _ uses: [FunctionUse]) async throws -> PreflightFinding {
        var finding = PreflightFinding(function: callee.text, apiID: lane.apiID, verdict: .permitted)
        guard let function = FunctionARN(callee.text), !function.hasStageVariable else {
            return try await unresolved(callee, finding)
        }
        let service: LambdaService
        do {
            service = try preflight.clients.service(for: function, of: scope.group)
        } catch {
            return finding.with(.notChecked, kind: "there are no credentials or no address for Lambda", "\(error)")
        }
        return try await preflight.inspector.with(function) {
            switch try await preflight.inspector.configuration(of: function, service) {
            case .failed(let reason):
                // Whoever may not read functions may be allowed to read policies, which says enough where one is there.
                finding.note = .init(kind: "existence not known", text: reason)
            case .read(nil):
                return finding.with(
                    .notFound,
                    kind: "there is no such function, alias or version",
                    "there is no function \(function)"
                )
            case .read(let configuration?):
                if configuration.isUnusable {
                    let message = configuration.problem(of: function)
                    return finding.with(.notUsable, kind: "the function cannot be called in its state", message)
                }
                finding.note = configuration.note(for: uses)
            }
            if let role = callee.role {
                let kind = "API Gateway calls it as the role of credentials_arn"
                return finding.with(.roleDecides, kind: kind, "API Gateway calls \(function) as \(role)")
            }
            if function.qualifier == "$LATEST" {
                let message = "Lambda keeps no policy for $LATEST; point to the function or to an alias"
                return finding.with(.cannotTell, kind: message, message)
            }
            let question = PermissionQuestion(
                check: self,
                function: function,
                stage: callee.stage,
                integrationIDs: Set(uses.map(\.integrationID)),
                service: service
            )
            return try await question.answer(finding)
        }
    }

    /// Stage variables could not be filled in, or what came out is no ARN.
    private func unresolved(_ callee: Callee, _ finding: PreflightFinding) async throws -> PreflightFinding {
        if callee.stage == nil {
            switch try await stages() {
            case .failed(let reason):
                return finding.with(.notChecked, kind: "the stages could not be read", "the API's stages: \(reason)")
            case .read:
                let kind = "a stage variable decides which function it is, and the API has no stage"
                return finding.with(.cannotTell, kind: kind, kind)
            }
        }
        let kind = "a stage variable decides which function it is, and has no value that makes one"
        return finding.with(.cannotTell, kind: kind, "\(kind), in stage \(callee.stage ?? "")")
    }
}

extension FunctionConfiguration {
    fileprivate func problem(of function: FunctionARN) -> String {
        let reason = stateReason.map { " (\($0))" } ?? ""
        return "the state of function \(function) is \(state ?? "unknown")\(reason)"
    }

    /// What is worth knowing although the function can be called.
    fileprivate func note(for uses: [FunctionUse]) -> PreflightFinding.Note? {
        if lastUpdateStatus == "Failed" {
            return .init(kind: "last update failed", text: "its last update failed, so that it runs older code")
        }
        if state == "Pending" { return .init(kind: "still being made", text: "its state is Pending") }
        guard let timeout, let limit = uses.compactMap(\.timeout).min(), timeout * 1_000 > limit else { return nil }
        return .init(
            kind: "may run longer than the integration waits",
            text: "it may run for \(timeout) s, the integration waits for \(limit) ms"
        )
    }
}
