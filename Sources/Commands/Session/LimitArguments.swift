import ArgumentParser
import Foundation
import Migration

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

    @Option(help: ArgumentHelp("Begin nothing new after this time: 90m, 2h.", valueName: "time"))
    var maxDuration: DurationArgument?

    @Option(help: ArgumentHelp("Begin nothing new from this time of day on: 18:00.", valueName: "hh:mm"))
    var until: TimeOfDayArgument?

    func validate() throws {
        if maxDuration != nil, until != nil {
            throw ValidationError("--max-duration and --until both say when the run ends: give one of them.")
        }
        if let maxFailuresPerGroup, maxFailuresPerGroup < 0 {
            throw ValidationError("--max-failures-per-group takes 0 or more.")
        }
    }

    func apply(to options: inout EngineOptions, now: Date = Date()) {
        options.endsAt = (maxDuration.map { now + $0.seconds } ?? until?.next(after: now))?.timeIntervalSince1970
        options.failureLimit = maxFailures
        options.groupFailureLimit = maxFailuresPerGroup
        options.driftLimit = maxDrifted
    }

    private static let limit: @Sendable (String) throws -> FailureLimit = { text in
        guard let limit = FailureLimit(text) else { throw ValidationError("expected a number such as 20, or 5%") }
        return limit
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
