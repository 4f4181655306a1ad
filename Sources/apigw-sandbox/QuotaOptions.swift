import ArgumentParser
import Sandbox

/// How much an account may send, and who else sends.
struct QuotaOptions: ParsableArguments {
    @Option(help: "Requests a second that an account has in a region.")
    var rate = SandboxConfiguration.Quota.service.rate
    @Option(help: "Requests that an account may send at once.")
    var burst = SandboxConfiguration.Quota.service.burst
    @Flag(help: "No quota.")
    var unlimited = false
    @Option(
        help: ArgumentHelp(
            "Another rate of the quota, from so many seconds after an account's first call on.",
            valueName: "rate@seconds"
        )
    )
    var laterRate: AtSeconds?
    @Option(
        help: ArgumentHelp(
            "Requests a second that somebody else sends in each account, at regular moments, from its first call on. They "
                + "take from its quota.",
            valueName: "rate"
        )
    )
    var outsideClient: Double?
    @Option(
        help: ArgumentHelp(
            "Somebody else sends so many requests at once in each account, every so many seconds.",
            valueName: "requests@seconds"
        )
    )
    var outsideBursts: AtSeconds?
    @Option(help: ArgumentHelp("Somebody else stops after so many seconds.", valueName: "seconds"))
    var outsideUntil: Int?

    func validate() throws {
        guard rate > 0, burst > 0 else { throw ValidationError("--rate and --burst are above 0.") }
        if unlimited, outsideClient != nil || outsideBursts != nil || laterRate != nil {
            throw ValidationError("--outside-client, --outside-bursts and --later-rate need a quota.")
        }
        guard outsideClient.map({ $0 > 0 && $0.isFinite }) != false, outsideUntil.map({ $0 > 0 }) != false else {
            throw ValidationError("--outside-client and --outside-until are above 0.")
        }
    }

    var quota: SandboxConfiguration.Quota? {
        if unlimited { return nil }
        return .init(
            rate: rate,
            burst: burst,
            change: laterRate.map { .init(rate: $0.amount, after: .seconds($0.seconds)) }
        )
    }

    var outside: SandboxConfiguration.OutsideClient? {
        if outsideClient == nil, outsideBursts == nil { return nil }
        return .init(
            rate: outsideClient ?? 0,
            burst: Int(outsideBursts?.amount ?? 0),
            interval: .seconds(outsideBursts?.seconds ?? 1),
            end: outsideUntil.map { .seconds($0) }
        )
    }
}

/// `AMOUNT@SECONDS`, both above 0.
struct AtSeconds: ExpressibleByArgument {
    var amount: Double
    var seconds: Double

    init?(argument: String) {
        let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let amount = Double(parts[0]), let seconds = Double(parts[1]), amount > 0, seconds > 0,
            amount.isFinite, seconds.isFinite
        else { return nil }
        self.amount = amount
        self.seconds = seconds
    }
}
