/// Why a run ended before its last row.
public enum StopReason: Sendable {
    /// A signal, by its number.
    case signal(Int32)
    case tooManyFailures(count: Int)
    case tooManyDrifted(count: Int)
    /// The health check of a wave has failed.
    case unhealthy(wave: String)
    /// The health check of a wave has said neither yes nor no, and nobody else has.
    case undecided(wave: String)
    /// Another process has asked for it, by `control`.
    case asked
    /// The maintenance window is over.
    case outOfTime
    /// Groups that were left alone, of all that there was work for; the others are done.
    case parked([Parking], of: Int)
    case checkpoint(any Error)

    /// For the checkpoint's own record of its sessions.
    public var word: String {
        switch self {
        case .signal: "interrupted"
        case .tooManyFailures: "too many failures"
        case .tooManyDrifted: "too many drifted rows"
        case .unhealthy: "health check failed"
        case .undecided: "health check unclear"
        case .asked: "stopped by control"
        case .outOfTime: "out of time"
        case .parked(let parked, let total) where parked.count < total: "\(parked.count) of \(total) groups parked"
        case .parked(let parked, _) where parked.allSatisfy(\.isOutage): "credentials unreachable"
        case .parked(let parked, _): Parking.words(for: parked)
        case .checkpoint: "checkpoint unusable"
        }
    }

    /// Whether the checkpoint is the reason: then nothing more can be written to it.
    public var isCheckpointFailure: Bool {
        if case .checkpoint = self { true } else { false }
    }
}
