/// Why a run ended before its last row.
public enum StopReason: Sendable {
    /// A signal, by its number.
    case signal(Int32)
    case tooManyFailures(Breach)
    case tooManyDrifted(Breach)
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
        case .parked(let parked, _): Parking.words(for: parked)
        case .checkpoint: "checkpoint unusable"
        }
    }

    /// Whether the checkpoint is the reason: then nothing more can be written to it.
    public var isCheckpointFailure: Bool {
        if case .checkpoint = self { true } else { false }
    }

    /// A limit on rows that was passed.
    public struct Breach: Sendable, Equatable {
        /// The rows that have failed, or drifted, in this session.
        public var count: Int
        public var limit: FailureLimit
        /// Updates that were in flight then; none is begun after that.
        public var inFlight: Int
        /// How those have ended. What is missing was given up, and is read when the run goes on.
        public var endings: [Outcome: Int] = [:]
    }

    /// The same with what has become of the updates that were in flight.
    func completed(with endings: [Outcome: Int]) -> StopReason {
        switch self {
        case .tooManyFailures(var breach):
            breach.endings = endings
            return .tooManyFailures(breach)
        case .tooManyDrifted(var breach):
            breach.endings = endings
            return .tooManyDrifted(breach)
        case .signal, .unhealthy, .undecided, .asked, .outOfTime, .parked, .checkpoint: return self
        }
    }
}
