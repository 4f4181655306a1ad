import Foundation
import Reports
import Synchronization

/// Writes to a descriptor on a thread of its own.
///
/// A terminal that stands still (Ctrl-S) and a pipe that nobody reads hold up that thread and nobody else: timers, signals
/// and the run go on.
final class BackgroundWriter: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        /// A thread is writing, or about to.
        var isWriting = false
        var flushes: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastFlush = 0
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes the text after everything before it. Failures are nobody's business: there is no other place to say so.
    func write(_ text: String) {
        let starts = state.withLock { state in
            state.waiting += text.utf8
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { Thread.detachNewThread { self.work() } }
    }

    /// Writes the text unless something before it still waits: for what the next text makes obsolete.
    func offer(_ text: String) {
        if state.withLock({ !$0.isWriting }) { write(text) }
    }

    /// Returns when everything is written, or when the task is cancelled.
    func flush() async {
        let id = state.withLock { state in
            state.lastFlush += 1
            return state.lastFlush
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    // It may have been cancelled before it began to wait.
                    if !state.isWriting || Task.isCancelled { return true }
                    state.flushes[id] = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.flushes.removeValue(forKey: id) }?.resume()
        }
    }

    /// The same, but not longer than that.
    func flush(within limit: Duration) async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.flush() }
            tasks.addTask { try? await Task.sleep(for: limit) }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    private func work() {
        while true {
            let (next, done) = state.withLock { state in
                let next = state.waiting
                state.waiting = []
                if !next.isEmpty { return (next, [CheckedContinuation<Void, Never>]()) }
                state.isWriting = false
                defer { state.flushes = [:] }
                return (next, Array(state.flushes.values))
            }
            for continuation in done { continuation.resume() }
            if next.isEmpty { return }
            _ = SystemCall.writeAll(next, to: descriptor)
        }
    }
}
