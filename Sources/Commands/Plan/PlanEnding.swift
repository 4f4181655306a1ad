import ArgumentParser
import Migration
import Reports

/// What is shown, written and returned when the rows have been compared with the live state.
struct PlanEnding {
    let settings: RunSettings
    let console: Console
    /// Why some rows were not looked at; `nil`: all were.
    let reason: StopReason?
    let title: String
    /// What is planned, when that is not the manifest; then there is nothing to be approved.
    var subject: String?
    let showing: ShowArgument
    /// What applies the plan, once there is something to apply.
    let apply: ShellCommand?
    /// What the session has learned of APIs.
    var apis: [PlannedAPI.Key: PlannedAPI] = [:]
    /// The time that there is; `nil`: as much as it takes.
    var window: PlanWindow?
    /// Changes that are pending are an exit code of their own.
    let hasDetailedExitCode: Bool

    func show(_ checkpoint: Checkpoint) async throws -> ExitCode {
        let overview = try await RunOverview(checkpoint, isDryRun: true)
        if let reason { console.complain(reason.words(parked: overview.parked)) }
        let lambda = LambdaEnding(settings: settings, console: console)
        let functions = try await lambda.section(checkpoint)
        let counts = try await print(checkpoint, overview, functions)
        let report = Report(checkpoint, overview: overview)
        try await lambda.writeCommands(checkpoint)
        for target in settings.output.reports {
            try await report.write(to: target.path, format: target.format)
            console.note("wrote \(target.path)")
        }
        if let reason { return reason.exitCode }
        let isLess = overview.deployments.undoneReturns > 0 || counts.unreadAPIs > 0
        if counts.fail + counts.drifted > 0 || isLess || functions?.refusals.isEmpty == false { return .someRowsFailed }
        return hasDetailedExitCode && counts.change > 0 ? .changesPending : .success
    }

    private func print(
        _ checkpoint: Checkpoint,
        _ overview: RunOverview,
        _ functions: PreflightSection?
    ) async throws -> PlanOverview.Counts {
        let facts = PlanFacts(
            title: "\(title) \(overview.info.id)",
            subject: subject,
            manifest: settings.manifestName,
            digest: digest(overview),
            rate: settings.engine.rate,
            burst: settings.engine.burst,
            functions: functions,
            waves: try await checkpoint.waves().filter { !$0.name.isEmpty }.map {
                PlanFacts.Wave(name: $0.name, rows: $0.rowCount)
            },
            window: window,
            returns: overview.deployments.returns.isEmpty
                ? nil : DeploymentSection(overview.deployments, isPlan: true),
            next: next(overview)?.text
        )
        let format: PlanDocument.Format =
            switch settings.output.output {
            case .text: .text(width: console.pageWidth, style: console.outputStyle)
            case .json: .json
            }
        await console.prepareOutput()
        let plan = try await PlanDocument(checkpoint, facts, apis: apis, showing: showing.limit)
            .write(toDescriptor: Console.outputDescriptor, named: "standard output", as: format)
        // A person is told once more before the plan is applied.
        if reason == nil {
            try await checkpoint.keepPlanNotes((functions?.refusals ?? []) + plan.gatheredNotices.map(\.summary))
        }
        return plan.counts
    }

    /// The same command where rows are left that nobody has looked at; else the one that applies the plan.
    private func next(_ overview: RunOverview) -> ShellCommand? {
        if reason != nil { return settings.command }
        guard overview.summary[.planned] > 0 else { return nil }
        return digest(overview).map { apply?.adding(["--approve", $0]) } ?? apply
    }

    /// As many digits as nobody confuses; the JSON document has all of them.
    private func digest(_ overview: RunOverview) -> String? {
        guard subject == nil, let digest = overview.info.plan?.digest else { return nil }
        return settings.output.output == .json ? digest : String(digest.prefix(PlanApproval.digits))
    }
}
