import AWSCore
import ArgumentParser
import Migration
import Records
import Reports

/// What is shown, written and returned when a session ends.
struct RunEnding {
    let settings: RunSettings
    let console: Console
    /// `nil`: every row has ended.
    let reason: StopReason?
    /// What was done is about to be put back, so that nobody has to be told how.
    var goesBack = false
    /// What the person must know beside what the run's file says.
    var outcome: StyledLine?
    /// What became of the permissions that were to be taken back.
    var revocation: RevocationSection?

    func show(_ checkpoint: Checkpoint) async throws -> ExitCode {
        var overview = try await RunOverview(checkpoint)
        if reason == nil { overview.state = .complete }
        let code = exitCode(overview)
        overview.functions = try await LambdaEnding(settings: settings, console: console).section(checkpoint)
        overview.nextCommand = code == .success || goesBack ? nil : next(overview)?.text
        if let reason { console.complain(reason.words(parked: overview.parked)) }
        var reportFailure: (any Error)?
        do {
            let report = Report(checkpoint, overview: overview)
            try await LambdaEnding(settings: settings, console: console).writeCommands(checkpoint)
            for target in settings.output.reports { try await report.write(to: target.path, format: target.format) }
            overview.reportPaths = settings.output.reports.map(\.path)
        } catch {
            // The summary comes first: the run itself has gone as it says.
            reportFailure = error
        }
        if !goesBack { overview.offerWayBack(like: settings.command) }
        do {
            switch settings.output.output {
            case .json: try await console.output(SummaryJSON(overview).value)
            case .text:
                try await console.output(SummaryText(overview, adding: additions(overview)).lines)
            }
            if let reportFailure { throw reportFailure }
        } catch {
            // Ctrl-C ends whoever reads in the same pipeline too: that nobody reads any more is no failure of its own.
            guard case .signal = reason, error is ReportError || error is CommandError else { throw error }
            let message = CommandError(error).message
            if !message.isEmpty { console.complain(message) }
        }
        return code
    }

    /// What the preflight has found, and what became of permissions.
    private func additions(_ overview: RunOverview) -> [[StyledLine]] {
        [overview.functions?.lines ?? [], revocation?.lines ?? [], outcome.map { [$0] } ?? []].filter { !$0.isEmpty }
    }

    private func exitCode(_ overview: RunOverview) -> ExitCode {
        if let reason { return reason.exitCode }
        return hasRowsLeft(overview) || overview.deployments.undoneCount > 0 ? .someRowsFailed : .success
    }

    private func hasRowsLeft(_ overview: RunOverview) -> Bool {
        overview.summary.count(where: \.needsAttention) > 0 || revocation?.isComplete == false
    }

    /// What the same command would do more; `nil`: nothing, since stages are left alone on purpose.
    private func next(_ overview: RunOverview) -> ShellCommand? {
        guard overview.deployments.isWorthRepeating else {
            return reason != nil || hasRowsLeft(overview) ? settings.command : nil
        }
        let isDeploying = settings.engine.deployments?.deploys == true || !overview.deployments.returns.isEmpty
        return isDeploying ? settings.command : settings.command.adding(["--deploy"])
    }
}

/// What a session says of the Lambda functions that its rows call.
struct LambdaEnding {
    let settings: RunSettings
    let console: Console

    /// `nil`: nobody has looked at them.
    func section(_ checkpoint: Checkpoint) async throws -> PreflightSection? {
        guard settings.engine.preflight != nil else { return nil }
        return PreflightSection(try await checkpoint.preflightSummary(commandLimit: PreflightSection.shownCommands))
    }

    /// Writes the file of `--lambda-commands`.
    func writeCommands(_ checkpoint: Checkpoint) async throws {
        guard let path = settings.output.lambdaCommands else { return }
        let count = try await PermissionScript(checkpoint).write(to: path, of: settings.manifestName)
        console.note("wrote \(Printable.text(path)): \(Quantity.count(count, "command"))")
    }
}
