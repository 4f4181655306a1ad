import APIGatewayV2
import AWSCore
import Lambda
import Pacing

/// Whether a function's policy lets one API in, and what is done where it does not.
struct PermissionQuestion {
    let check: APICheck
    let function: FunctionARN
    /// The only stage in which the function is called; nil: all of them.
    let stage: String?
    /// Those that would call the function.
    let integrationIDs: Set<String>
    let service: LambdaService

    private var preflight: Preflight { check.preflight }
    private var grants: Bool { preflight.options.grants && !check.scope.run.options.isDryRun }
    private var inspector: FunctionInspector { preflight.inspector }

    /// How often a policy is read until it shows a permission that was given, with a second between.
    private static let readings = 10

    func answer(_ finding: PreflightFinding) async throws -> PreflightFinding {
        guard let accountID = check.scope.group.accountID else {
            let kind = "the API's account is not known"
            return finding.with(.notChecked, kind: kind, kind)
        }
        let source = InvocationSource(
            partition: function.partition,
            region: Region.withoutFIPS(check.scope.group.region),
            accountID: accountID,
            apiID: check.lane.apiID,
            stages: stage.map { [$0] }
        )
        switch try await inspector.policy(of: function, service) {
        case .failed(let reason): return finding.with(.notChecked, kind: reason, reason)
        case .read(let policy):
            var answer = policy.answer(for: source, to: function)
            if case .cannotTell = answer { answer = policy.answer(for: try await known(source), to: function) }
            return try await self.finding(finding, answer, policy, source)
        }
    }

    /// The source with the stages and routes that there are, as far as they can be read.
    private func known(_ source: InvocationSource) async throws -> InvocationSource {
        var source = source
        if source.stages == nil, case .read(let stages) = try await check.stages() {
            source.stages = stages.map(\.name)
        }
        if case .read(let routes) = try await check.routes() {
            source.routeKeys = routes.filter { $0.integrationID.map(integrationIDs.contains) ?? false }.map(\.key)
        }
        return source
    }

    private func finding(
        _ finding: PreflightFinding,
        _ answer: PolicyAnswer,
        _ policy: FunctionPolicy,
        _ source: InvocationSource
    ) async throws -> PreflightFinding {
        let permission = Permission(for: source, to: function)
        switch answer {
        case .yes:
            var finding = finding
            // Of a run that was killed after it had given the permission, or of rows that came before.
            if preflight.options.grants, policy.hasStatement(permission.statementID) {
                finding.givenAt = try await preflight.checkpoint.confirmGrant(permission, of: check.lane)
            }
            return finding
        case .cannotTell(let statement, let reason):
            let doubt = finding.with(.cannotTell, kind: reason, "it depends on \(statement.name): \(reason)")
            let hasRoom = policy.size + permission.size <= FunctionPolicy.sizeLimit
            guard grants, hasRoom, !statement.isDenial else { return doubt }
            // One statement too many harms nobody, and one too few shows in clients' 500s.
            let outcome = try await grant(permission, for: source, finding)
            return outcome.verdict == .granted ? outcome : doubt
        case .no(let statement?, let request):
            return finding.with(
                .notPermitted,
                kind: "a statement of the function's policy denies it",
                "\(statement.name) of the policy of \(function) denies \(request)"
            )
        case .no(nil, let request):
            let message = "the policy of \(function) does not let the API in for \(request)"
            let size = inspector.size(of: policy, reservedFor: function, without: check.lane.apiID)
            if size + permission.size > FunctionPolicy.sizeLimit {
                let others = size > policy.size ? " with what other APIs need" : ""
                return finding.with(
                    .notPermitted,
                    kind: "the function's policy has no room for one more statement",
                    "\(message); it has no room for one more statement (\(size) of \(FunctionPolicy.sizeLimit) "
                        + "bytes\(others))"
                )
            }
            var finding = finding.with(.notPermitted, kind: PreflightFinding.lacksPermission, message)
            let profile = check.scope.group.credentials.profile
            finding.command = permission.command(profile: profile.isEmpty ? nil : profile)
            guard grants else {
                inspector.reserve(permission.size, in: function, for: check.lane.apiID)
                return finding
            }
            return try await grant(permission, for: source, finding)
        }
    }

    /// Gives the permission and waits until the policy shows it. That it is meant to be given is durable first: so a run that
    /// is killed in between knows that the statement is its own.
    private func grant(_ permission: Permission, for source: InvocationSource, _ finding: PreflightFinding) async throws
        -> PreflightFinding
    {
        let checkpoint = preflight.checkpoint
        try await checkpoint.intendGrant(permission, of: check.lane, at: preflight.gate.timing.wallClock())
        var isAdded = false
        for _ in 0..<Self.readings {
            if !isAdded {
                do {
                    // A statement of that id, or a policy that is being changed: the policy tells which.
                    isAdded = try await service.add(permission) == .added
                } catch let error as AWSError {
                    if error.isDrained { throw RunControl.Stopped() }
                    if !error.mayHaveBeenProcessed { try await checkpoint.withdrawGrant(permission, of: check.lane) }
                    let problem = "\(error.operation): \(error.shortDescription): \(error.message)"
                    return refused(finding, "the permission could not be given: \(problem)")
                }
            }
            switch try await inspector.policy(of: function, service, isRenewed: true) {
            case .failed(let reason):
                return refused(finding, "the policy could not be read again: \(reason)")
            case .read(let policy):
                if policy.answer(for: source, to: function).isYes {
                    try await checkpoint.confirmGrant(permission, of: check.lane)
                    var finding = finding.with(.granted, kind: "the permission was given", "")
                    finding.givenAt = preflight.gate.timing.wallClock()
                    return finding
                }
                if !isAdded, policy.hasStatement(permission.statementID) {
                    try await checkpoint.withdrawGrant(permission, of: check.lane)
                    return refused(
                        finding,
                        "statement \(permission.statementID) is in the policy and does not let the API in"
                    )
                }
            }
            try await preflight.gate.sleep(for: .seconds(1))
        }
        return refused(finding, "the policy has not shown the permission that was given")
    }

    private func refused(_ finding: PreflightFinding, _ message: String) -> PreflightFinding {
        finding.with(.notPermitted, kind: "the permission could not be given", message)
    }
}

extension PolicyStatement {
    /// For a person.
    fileprivate var name: String { id.map { "statement \($0)" } ?? "a statement without an id" }
}
