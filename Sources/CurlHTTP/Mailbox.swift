import AWSCore
import Synchronization

/// One request handed to the transfer thread, and where its answer goes.
struct Submission: Sendable {
    let id: UInt64
    let request: EncodedRequest
    let continuation: CheckedContinuation<RawResponse, any Error>
}

/// A response as the transfer thread collected it; the caller's thread parses it.
struct RawResponse: Sendable {
    var head: [UInt8] = []
    var body: [UInt8] = []
}

/// What callers left for the transfer thread.
struct Mail: Sendable {
    var submissions: [Submission] = []
    var cancellations: [UInt64] = []
    var isClosed = false

    var isEmpty: Bool { submissions.isEmpty && cancellations.isEmpty && !isClosed }
}

/// The hand-over between callers and the transfer thread. The bell is rung only when the thread may be asleep.
final class Mailbox: Sendable {
    enum Receipt {
        case accepted
        /// The task was cancelled before the request was handed over.
        case cancelled
        case closed
    }

    private struct State {
        var mail = Mail()
        var isAsleep = false
        var isClosed = false

        /// Whether the bell must be rung for what was just left.
        mutating func wake() -> Bool {
            defer { isAsleep = false }
            return isAsleep
        }
    }

    static let closedMessage = "the transport was shut down"

    private let state = Mutex(State())
    let bell: Bell

    init() throws(CurlSetupError) {
        bell = try Bell()
    }

    /// Called inside the task that waits for the answer.
    ///
    /// The task's flag is read under the lock: a cancellation sets it before `cancel` takes the lock, so either the
    /// flag is seen here or the cancellation arrives behind its submission. An unknown id can then be ignored.
    func post(_ submission: Submission) -> Receipt {
        let (receipt, mustRing) = state.withLock { state -> (Receipt, Bool) in
            if state.isClosed { return (.closed, false) }
            if Task.isCancelled { return (.cancelled, false) }
            state.mail.submissions.append(submission)
            return (.accepted, state.wake())
        }
        if mustRing { bell.ring() }
        return receipt
    }

    func cancel(_ id: UInt64) {
        let mustRing = state.withLock { state in
            state.mail.cancellations.append(id)
            return state.wake()
        }
        if mustRing { bell.ring() }
    }

    func close() {
        let mustRing = state.withLock { state in
            state.isClosed = true
            state.mail.isClosed = true
            return state.wake()
        }
        if mustRing { bell.ring() }
    }

    /// Exchanges the mail with an emptied one. Called by the transfer thread.
    func collect(into mail: inout Mail) {
        mail.submissions.removeAll(keepingCapacity: true)
        mail.cancellations.removeAll(keepingCapacity: true)
        state.withLock { state in
            swap(&mail, &state.mail)
            state.isAsleep = false
        }
    }

    /// Called by the transfer thread before it sleeps.
    /// - Returns: false when there is mail, so that it must not sleep; else the next caller rings the bell.
    func prepareToSleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.mail.isEmpty
            return state.isAsleep
        }
    }
}
