import APIGatewayV2
import AWSCore
import GRDB
import Pacing
import Records
import Synchronization

/// Writes leases and outcomes to the checkpoint: whatever has gathered while the last transaction was being made
/// durable goes into the next one (group commit), so a flush to disk is shared by many rows.
final class Recorder: Sendable {
    enum Entry: Sendable {
        case lease(row: Int, beforeImage: Integration?)
        /// A whole batch without before images: rows of `lane` up to and including `lastRow`, of all waves or of one.
        case leaseBatch(lane: Int64, wave: Int? = nil, lastRow: Int)
        case release(rows: [Int])
        /// Nothing more comes of the rows of `lane` up to and including `lastRow` for now.
        case close(lane: Int64, lastRow: Int)
        case park(group: MigrationGroup.ID, Parking)
        case unpark(group: MigrationGroup.ID)
        case end(row: Int, RowEnd)
        case plan(PlanEntry)
    }

    /// Thrown when something is to be committed after `finish()`.
    struct Finished: Error {}

    private struct State {
        var entries: [Entry] = []
        /// Resumed when the entries that were there when they came are durable.
        var committers: [CheckedContinuation<Void, any Error>] = []
        var idle: CheckedContinuation<Void, Never>?
        var failure: (any Error)?
        var isFinished = false
        /// `run` has returned or is about to: nothing more is written.
        var hasEnded = false
    }

    private let checkpoint: Checkpoint
    private let timing: Timing
    private let enoughCommitters: Int
    private let state = Mutex(State())

    /// Rows of many lanes lie on pages of their own, and a page is written once a transaction. So a transaction waits for
    /// company, in a few steps, which a call's hundred milliseconds hide.
    private static let gatherStep = Duration.milliseconds(5)
    private static let gatherSteps = 4

    /// - Parameter concurrency: of the pool: when half of it waits for a lease, nothing much will come before that.
    init(_ checkpoint: Checkpoint, concurrency: Int = 1, timing: Timing = .system) {
        self.checkpoint = checkpoint
        self.timing = timing
        enoughCommitters = max(1, concurrency / 2)
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
    ///
    /// - Throws: `CheckpointError`; `Finished` when `finish()` was called and everything has been written.
    func commit(_ entries: [Entry]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let (idle, failure) = state.withLock { state -> (CheckedContinuation<Void, Never>?, (any Error)?) in
                if let failure = state.failure { return (nil, failure) }
                if state.hasEnded { return (nil, Finished()) }
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
        await waitForEntries()
        await gather()
        let batch = state.withLock { state in
            defer {
                state.entries = []
                state.committers = []
            }
            state.hasEnded = state.entries.isEmpty && state.committers.isEmpty
            return (state.entries, state.committers)
        }
        return batch.0.isEmpty && batch.1.isEmpty ? nil : batch
    }

    /// Returns when there is something to write, or nothing will come any more.
    private func waitForEntries() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                let isReady = !state.entries.isEmpty || !state.committers.isEmpty || state.isFinished
                if !isReady { state.idle = continuation }
                return isReady
            }
            if isReady { continuation.resume() }
        }
    }

    private func gather() async {
        for _ in 0..<Self.gatherSteps {
            if state.withLock({ $0.isFinished || $0.committers.count >= enoughCommitters }) { return }
            try? await timing.sleep(Self.gatherStep)
        }
    }
}
