import Foundation
import Synchronization

/// The time that the server believes it is.
final class SandboxClock: Sendable {
    private let offset: Mutex<Double>

    /// - Parameter offset: By how much it is fast.
    init(offset: Duration) {
        self.offset = Mutex(offset / .seconds(1))
    }

    var isRight: Bool { offset.withLock { $0 == 0 } }

    /// Seconds since 1970.
    var now: Double { Date().timeIntervalSince1970 + offset.withLock { $0 } }

    func move(by duration: Duration) {
        offset.withLock { $0 += duration / .seconds(1) }
    }
}
