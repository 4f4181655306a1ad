import ArgumentParser
import Migration
import Reports

extension StopReason {
    /// How the program ends when a run has ended before its last row.
    var exitCode: ExitCode {
        switch self {
        case .signal(let number): .signal(number)
        case .tooManyFailures, .tooManyDrifted, .asked, .unhealthy, .undecided, .outOfTime: .canBeRunAgain
        case .parked(let parked, _) where parked.allSatisfy(\.isOutage): .canBeRunAgain
        case .parked(let parked, let total) where parked.count < total: .someRowsFailed
        case .parked(let parked, _):
            parked.contains { $0.concernsCredentials && !$0.isOutage } ? .noPermission : .canBeRunAgain
        case .checkpoint: .inputOutput
        }
    }

    /// - Parameter parked: the groups that are left alone.
    func words(parked: [MigrationGroup]) -> String {
        switch self {
        case .signal: "interrupted; everything that was done is recorded"
        case .asked: "stopped by apigw-migrate control; everything that was done is recorded"
        case .outOfTime: "stopped: the time for this run is over; everything that was done is recorded"
        case .tooManyFailures(let breach): Self.words(breach, "failed", option: "--max-failures")
        case .tooManyDrifted(let breach): Self.words(breach, "drifted", option: "--max-drifted")
        case .unhealthy(let wave):
            "stopped: the health check after \(Wording.wave(wave)) failed; rows of later waves were not sent"
        case .undecided(let wave):
            "stopped: nobody said how to go on after the unclear health check of \(Wording.wave(wave))"
        case .parked(let parkings, let total): Wording.parked(parked, parkings.count, of: total)
        case .checkpoint(let error): "stopped: \(CommandError(error).message)"
        }
    }

    private static func words(_ breach: Breach, _ verb: String, option: String) -> String {
        let limit = "\(Quantity.count(breach.count, "row")) \(verb), which is more than \(option) \(breach.limit.text)"
        guard breach.inFlight > 0 else { return "stopped: \(limit); nothing else was in flight" }
        let ended = Outcome.allCases.compactMap { outcome in breach.endings[outcome].map { "\($0) \(outcome.title)" } }
        let lost = breach.inFlight - breach.endings.values.reduce(0, +)
        let parts = ended + (lost > 0 ? ["\(lost) given up, which the next session reads first"] : [])
        let inFlight = breach.inFlight == 1 ? "1 update was" : "\(breach.inFlight) updates were"
        return "stopped: \(limit); \(inFlight) in flight then: \(parts.joined(separator: ", "))"
    }
}
