import ArgumentParser
import Migration

/// How fast requests are sent.
struct PaceArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Requests in flight, all groups together.", valueName: "n"))
    var concurrency = 64

    @Option(help: ArgumentHelp("Requests/s per account and region, or unlimited.", valueName: "rate"))
    var rate = RateArgument(perSecond: EngineOptions.defaultRate)

    @Option(
        help: ArgumentHelp(
            "How far the rate may rise while nothing is throttled, or unlimited. (default: --rate)",
            valueName: "rate"
        )
    )
    var maxRate: RateArgument?

    @Option(
        help: ArgumentHelp("Requests that may be sent at once after a pause, per account and region.", valueName: "n")
    )
    var burst = EngineOptions.defaultBurst

    @Option(help: ArgumentHelp("Tries per request.", valueName: "n"))
    var maxAttempts = 8

    /// A pool past this needs more sockets than a process usually has.
    private static let concurrencyRange = 1...1000

    func validate() throws {
        guard Self.concurrencyRange.contains(concurrency) else {
            throw ValidationError("--concurrency takes 1 to \(Self.concurrencyRange.upperBound).")
        }
        if let maxRate, maxRate < rate {
            throw ValidationError("--max-rate takes at least what --rate is: \(rate.defaultValueDescription).")
        }
        guard burst >= 1 else { throw ValidationError("--burst takes at least 1.") }
        guard (1...100).contains(maxAttempts) else { throw ValidationError("--max-attempts takes 1 to 100.") }
    }

    func options(isDryRun: Bool) -> EngineOptions {
        var options = EngineOptions()
        options.isDryRun = isDryRun
        options.rate = rate.perSecond
        options.maxRate = (maxRate ?? rate).perSecond
        options.burst = burst
        return options
    }
}

/// `8`, `0.5` or `unlimited`.
struct RateArgument: ExpressibleByArgument, Comparable {
    /// `nil`: unlimited.
    var perSecond: Double?

    init(perSecond: Double?) {
        self.perSecond = perSecond
    }

    init?(argument: String) {
        if argument == "unlimited" {
            self.init(perSecond: nil)
        } else if let rate = Double(argument), rate.isFinite, rate > 0 {
            self.init(perSecond: rate)
        } else {
            return nil
        }
    }

    static func < (left: RateArgument, right: RateArgument) -> Bool {
        left.perSecond ?? .infinity < right.perSecond ?? .infinity
    }

    var defaultValueDescription: String { perSecond.map { "\($0)" } ?? "unlimited" }
}
