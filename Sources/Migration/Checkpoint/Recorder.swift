import APIGatewayV2
import GRDB
import Records
import Synchronization

/// Writes leases and outcomes to the checkpoint: whatever has gathered while the last transaction was being made
/// durable goes into the next one (group commit), so a flush to disk is shared by many rows.
final class Recorder: Sendable {
    enum Entry: Sendable {
        case lease(row: Int, beforeImage: Integration?)
        /// A whole batch without before images: rows of `lane` up to and including `lastRow`.
        case leaseBatch(lane: Int64, lastRow: Int)
        case release(rows: [Int])
        case end(row: Int, RowEnd)
    }

    private struct State {
        var entries: [Entry] = []
        /// Resumed when the entries that were there when they came are durable.
        var committers: [CheckedContinuation<Void, any Error>] = []
        var idle: CheckedContinuation<Void, Never>?
        var failure: (any Error)?
        var isFinished = false
    }

    private let checkpoint: Checkpoint
    private let state = Mutex(State())

    init(_ checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
    }

    /// Hands over entries without waiting. They are durable some milliseconds later, or `run()` throws.
    func record(_ entries: Entry...) {
        let idle = state.withLock { state in
            state.entries += entries
            return state.idle.take()
        }
        idle?.resume()
    }

    /// Hands over entries and waits until they, and everything before them, are durable.
    func commit(_ entries: [Entry]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let (idle, failure) = state.withLock { state -> (CheckedContinuation<Void, Never>?, (any Error)?) in
                if let failure = state.failure { return (nil, failure) }
                state.entries += entries
                state.committers.append(continuation)
                return (state.idle.take(), nil)
            }
            idle?.resume()
            if let failure { continuation.resume(throwing: failure) }
        }
    }

    /// Makes `run()` return once everything is durable.
    func finish() {
        let idle = state.withLock { state in
            state.isFinished = true
            return state.idle.take()
        }
        idle?.resume()
    }

    /// Writes until `finish()`. Does not answer cancellation: an outcome that is known must not be lost.
    ///
    /// - Throws: `CheckpointError` when the checkpoint cannot be written; every `commit` then throws it too.
    func run() async throws {
        while let (entries, committers) = await next() {
            do {
                try await checkpoint.write(entries)
                for committer in committers { committer.resume() }
            } catch {
                let late = state.withLock { state in
                    state.failure = error
                    defer { state.committers = [] }
                    return state.committers
                }
                for committer in committers + late { committer.resume(throwing: error) }
                throw error
            }
        }
    }

    private func next() async -> (entries: [Entry], committers: [CheckedContinuation<Void, any Error>])? {
        while true {
            let (batch, isFinished) = state.withLock { state in
                let batch = (state.entries, state.committers)
                state.entries = []
                state.committers = []
                return (batch, state.isFinished)
            }
            if !batch.0.isEmpty || !batch.1.isEmpty { return batch }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let hasWork = state.withLock { state in
                    let hasWork = !state.entries.isEmpty || !state.committers.isEmpty || state.isFinished
                    if !hasWork { state.idle = continuation }
                    return hasWork
                }
                if hasWork { continuation.resume() }
            }
        }
    }
}
