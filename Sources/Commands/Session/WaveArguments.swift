import ArgumentParser
import Migration

/// Which rows are sent together.
struct WaveSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The first wave: that many rows, or N% of them, spread over accounts, regions and APIs.",
            valueName: "n|p%"
        ),
        transform: { text in
            guard let size = WavePlan.Size(text) else { throw ValidationError("expected a number such as 20, or 5%") }
            return size
        }
    )
    var canary: WavePlan.Size?

    @Option(
        help: ArgumentHelp(
            "Further waves by the values of a column, in that order: stage=test,prod.",
            valueName: "column=a,b"
        ),
        transform: { text in
            guard let columns = WaveColumn(text) else {
                throw ValidationError("expected a column and its values, such as stage=test,prod, each value once")
            }
            return columns
        }
    )
    var waves: WaveColumn?

    /// `nil`: all rows are sent together.
    var plan: WavePlan? {
        if canary == nil, waves == nil { return nil }
        return WavePlan(canary: canary, column: waves?.column, values: waves?.values ?? [])
    }
}

/// Which rows are sent together, and what happens between.
struct WaveArguments: ParsableArguments {
    @OptionGroup var selection: WaveSelection

    @Option(help: ArgumentHelp("How long to wait after each wave: 90s, 10m.", valueName: "time"))
    var bake = DurationArgument(seconds: 0)

    @Option(
        help: ArgumentHelp(
            "Run by the shell at the end of each wave's bake: exit 0 goes on, 1 stops, anything else pauses.",
            valueName: "command"
        )
    )
    var healthCheck: String?

    @Option(help: ArgumentHelp("How long a health check may take before its answer is unclear.", valueName: "time"))
    var healthTimeout = DurationArgument(seconds: 60)

    @Option(help: ArgumentHelp("What a failed health check does: stop or rollback.", valueName: "what"))
    var onUnhealthy: UnhealthyChoice = .stop

    @Option(
        help: ArgumentHelp(
            "How long a pause after an unclear health check lasts before the run stops.",
            valueName: "time"
        )
    )
    var pauseTimeout = DurationArgument(seconds: 3600)

    func validate() throws {
        if onUnhealthy == .rollback, healthCheck == nil {
            throw ValidationError("--on-unhealthy rollback needs a --health-check that can fail.")
        }
    }

    func apply(to options: inout EngineOptions) {
        options.waves.bake = .seconds(bake.seconds)
        options.waves.pauseTimeout = .seconds(pauseTimeout.seconds)
    }
}

enum UnhealthyChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
    case stop, rollback
}

/// `stage=test,prod`.
struct WaveColumn: Sendable, Equatable {
    var column: String
    var values: [String]

    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        column = parts[0].trimmingPrefix(" ").description
        values = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if column.isEmpty || values.contains("") || Set(values).count < values.count { return nil }
    }
}
