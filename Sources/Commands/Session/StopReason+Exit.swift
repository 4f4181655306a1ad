import ArgumentParser
import Migration
import Reports

extension StopReason {
    /// How the program ends when a run has ended before its last row.
    var exitCode: ExitCode {
        switch self {
        case .signal(let number): .signal(number)
        case .tooManyFailures, .tooManyDrifted, .unhealthy, .undecided, .asked, .outOfTime: .canBeRunAgain
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
        case .tooManyFailures(let count):
            "stopped: \(Quantity.count(count, "row")) failed, which is more than --max-failures"
        case .tooManyDrifted(let count):
            "stopped: \(Quantity.count(count, "row")) drifted, which is more than --max-drifted"
        case .unhealthy(let wave): "stopped: the health check of wave \(wave) failed"
        case .undecided(let wave): "stopped: the health check of wave \(wave) was unclear, and nobody has said more"
        case .asked: "stopped by control; everything that was done is recorded"
        case .outOfTime: "stopped: the time for this run is over; everything that was done is recorded"
        case .parked(let parkings, let total): Wording.parked(parked, parkings.count, of: total)
        case .checkpoint(let error): "stopped: \(CommandError(error).message)"
        }
    }
}
