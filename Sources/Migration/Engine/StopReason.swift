/// Why a run ended before its last row.
public enum StopReason: Sendable {
    /// A signal, by its number.
    case signal(Int32)
    case tooManyFailures(count: Int)
    /// Groups that were left alone, of all that there was work for; the others are done.
    case parked([Parking], of: Int)
    case checkpoint(any Error)

    /// For the checkpoint's own record of its sessions.
    public var word: String {
        switch self {
        case .signal: "interrupted"
        case .tooManyFailures: "too many failures"
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
