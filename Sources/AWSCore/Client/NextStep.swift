import Pacing

/// What follows a try that failed.
enum NextStep: Equatable {
    case giveUp
    /// What was wrong with the request has been put right: the repeat costs nothing.
    case again
    case pause(Duration, WaitReason)

    /// Before the next try; `nil`: there is none.
    var delay: Duration? {
        switch self {
        case .giveUp: nil
        case .again: .zero
        case .pause(let duration, _): duration
        }
    }
}
