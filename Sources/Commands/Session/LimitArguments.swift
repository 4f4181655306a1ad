import ArgumentParser
import Foundation
import Migration
import Reports

/// When a run gives up.
struct BreakerArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Stop once more rows than this have failed: a number, or N% of the rows ended, from the 100th on.",
            valueName: "n|p%"
        ),
        transform: limit
    )
    var maxFailures: FailureLimit?

    @Option(help: ArgumentHelp("Park an account and region once more of its rows have failed.", valueName: "n"))
    var maxFailuresPerGroup: Int?

    @Option(
        help: ArgumentHelp(
            "Stop once more rows than this have drifted, counted like --max-failures.",
            valueName: "n|p%"
        ),
        transform: limit
    )
    var maxDrifted: FailureLimit?

    @OptionGroup var window: WindowArguments

    func validate() throws {
        if let maxFailuresPerGroup, maxFailuresPerGroup < 0 {
            throw ValidationError("--max-failures-per-group takes 0 or more.")
        }
    }

    func apply(to options: inout EngineOptions, now: Date = Date()) {
        options.endsAt = window.window(now: now).map { now.timeIntervalSince1970 + $0.seconds }
        options.failureLimit = maxFailures
        options.groupFailureLimit = maxFailuresPerGroup
        options.driftLimit = maxDrifted
    }

    private static let limit: @Sendable (String) throws -> FailureLimit = { text in
        guard let limit = FailureLimit(text) else { throw ValidationError("expected a number such as 20, or 5%") }
        return limit
    }
}

/// When a run has to end: a maintenance window.
struct WindowArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Begin nothing new after this time: 90m, 2h.", valueName: "time"))
    var maxDuration: DurationArgument?

    @Option(help: ArgumentHelp("Begin nothing new from this time of day on: 18:00.", valueName: "hh:mm"))
    var until: TimeOfDayArgument?

    func validate() throws {
        if maxDuration != nil, until != nil {
            throw ValidationError("--max-duration and --until both say when the run ends: give one of them.")
        }
    }

    /// `nil`: there is time enough.
    func window(now: Date = Date()) -> PlanWindow? {
        if let maxDuration {
            return PlanWindow(
                option: "--max-duration \(maxDuration.defaultValueDescription)",
                seconds: maxDuration.seconds
            )
        }
        guard let until, let end = until.next(after: now) else { return nil }
        return PlanWindow(option: "--until \(until.text)", seconds: end.timeIntervalSince(now))
    }
}

/// What a run of a manifest may do without.
struct SnapshotArguments: ParsableArguments {
    @Flag(
        name: .customLong("no-snapshot"),
        help: "Read nothing first: no no-op detection, no protocol rules, no expect, no plan, no rollback."
    )
    var skipsSnapshot = false

    func apply(to options: inout EngineOptions) { options.readsFirst = !skipsSnapshot }
}
