import AWSCore
import ArgumentParser
import Migration
import Reports

/// What is shown, written and returned when a session ends.
struct RunEnding {
    let settings: ApplySettings
    let console: Console
    /// `nil`: every row has ended.
    let reason: StopReason?

    func show(_ checkpoint: Checkpoint) async throws -> ExitCode {
        var overview = try await RunOverview(checkpoint, isDryRun: settings.engine.isDryRun)
        if reason == nil { overview.state = .complete }
        let code = exitCode(overview.summary)
        overview.nextCommand = nextCommand(overview, code)
        if let reason { console.complain(Self.words(for: reason, overview.parked)) }
        var reportFailure: (any Error)?
        do {
            try await settings.output.reports.write(Report(checkpoint, overview: overview))
            overview.reportPaths = settings.output.reports.paths
        } catch {
            // The summary comes first: the run itself has gone as it says.
            reportFailure = error
        }
        let style = SummaryStyle(isOn: console.usesColorOnOutput)
        switch settings.output.output {
        case .json: try console.output(SummaryJSON(overview).text)
        case .text: try console.output(SummaryText(overview, style: style.apply).text)
        }
        if let reportFailure { throw reportFailure }
        return code
    }

    private func exitCode(_ summary: RunSummary) -> ExitCode {
        switch reason {
        case .signal(let number): .signal(number)
        case .tooManyFailures, .tooManyDrifted, .unhealthy, .undecided, .asked, .outOfTime: .canBeRunAgain
        case .parked(let parked, let total) where parked.count < total: .someRowsFailed
        case .parked(let parked, _):
            parked.contains { $0.concernsCredentials && !$0.isOutage } ? .noPermission : .canBeRunAgain
        case .checkpoint: .inputOutput
        case nil: summary.count(where: \.needsAttention) > 0 ? .someRowsFailed : .success
        }
    }

    /// The command that goes on from here; a dry run's is the real one, once it has examined every group.
    private func nextCommand(_ overview: RunOverview, _ code: ExitCode) -> String? {
        if settings.engine.isDryRun, overview.parked.isEmpty {
            guard reason == nil, overview.summary[.planned] > 0, !settings.manifest.readsStandardInput else {
                return nil
            }
            return settings.command.without(["-n", "--dry-run"]).text
        }
        return code == .success ? nil : settings.command.text
    }

    private static func words(for reason: StopReason, _ parked: [MigrationGroup]) -> String {
        switch reason {
        case .signal: "interrupted; everything that was done is recorded"
        case .unhealthy(let wave): "stopped: the health check of wave \(wave) failed"
        case .undecided(let wave): "stopped: the health check of wave \(wave) was unclear, and nobody has said more"
        case .asked: "stopped by control; everything that was done is recorded"
        case .outOfTime: "stopped: the time for this run is over; everything that was done is recorded"
        case .tooManyDrifted(let count):
            "stopped: \(Wording.count(count, "row")) drifted, which is more than --max-drifted"
        case .tooManyFailures(let count):
            "stopped: \(Wording.count(count, "row")) failed, which is more than --max-failures"
        case .parked(let parkings, let total): Wording.parked(parked, parkings.count, of: total)
        case .checkpoint(let error): "stopped: \(CommandError(error).message)"
        }
    }
}

/// The colours of a summary.
struct SummaryStyle: Sendable {
    var isOn: Bool

    func apply(_ role: SummaryText.Role, _ text: String) -> String {
        let style = Style(isOn: isOn)
        return switch role {
        case .outcome(.updated), .outcome(.planned): style.green(text)
        case .outcome(.failed): style.red(text)
        case .outcome(.drifted), .note: style.yellow(text)
        case .outcome(.unchanged), .outcome(.skipped), .outcome(.pending): style.dim(text)
        case .title, .command: style.bold(text)
        }
    }
}
