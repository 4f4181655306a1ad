import ArgumentParser
import Migration
import Reports

extension StopReason {
    /// How the program ends when a run has ended before its last row.
    var exitCode: ExitCode {
        switch self {
        case .signal(let number): .signal(number)
        case .tooManyFailures, .tooManyDrifted, .asked, .unhealthy, .undecided, .outOfTime: .canBeRunAgain
        case .parked(let parked, let total) where parked.count < total: .someRowsFailed
        case .parked(let parked, _):
            parked.contains { $0.concernsCredentials && !$0.isOutage } ? .noPermission : .canBeRunAgain
        case .checkpoint: .inputOutput
        }
    }

    /// Something is wrong with what was done so far, so that a person may want it undone.
    var suggestsWayBack: Bool {
        switch self {
        case .tooManyFailures, .tooManyDrifted, .unhealthy, .undecided: true
        case .signal, .asked, .outOfTime, .parked, .checkpoint: false
        }
    }

    /// - Parameter parked: the groups that are left alone.
    func words(parked: [MigrationGroup]) -> String {
        switch self {
        case .signal: "interrupted; everything that was done is recorded"
        case .asked: "stopped by apigw-migrate control; everything that was done is recorded"
        case .outOfTime: "stopped: the time for this run is over; everything that was done is recorded"
        case .tooManyFailures(let count):
            "stopped: \(Quantity.count(count, "row")) failed, which is more than --max-failures"
        case .tooManyDrifted(let count):
            "stopped: \(Quantity.count(count, "row")) drifted, which is more than --max-drifted"
        case .unhealthy(let wave):
            "stopped: the health check after \(Wording.wave(wave)) failed; rows of later waves were not sent"
        case .undecided(let wave):
            "stopped: nobody said how to go on after the unclear health check of \(Wording.wave(wave))"
        case .parked(let parkings, let total): Wording.parked(parked, parkings.count, of: total)
        case .checkpoint(let error): "stopped: \(CommandError(error).message)"
        }
    }
}
