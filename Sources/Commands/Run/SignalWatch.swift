import Foundation
import Migration
import Synchronization
import UnixSignals

/// What SIGINT and SIGTERM do: before the first request they end the program at once, then they stop the run in two steps.
final class SignalWatch: Sendable {
    private enum Effect: Sendable {
        /// Nothing was sent. Remove these files and go.
        case leave(removing: [String])
        case stop(RunControl)
    }

    private let console: Console
    private let effect = Mutex(Effect.leave(removing: []))

    init(console: Console) {
        self.console = console
    }

    /// From now on a signal ends the program, and these files with it, beside those that were named before.
    func leave(removing paths: [String]) {
        effect.withLock { effect in
            if case .leave(let earlier) = effect { effect = .leave(removing: earlier + paths) }
        }
    }

    /// From now on a signal stops the run.
    func stop(_ control: RunControl) {
        effect.withLock { $0 = .stop(control) }
    }

    /// Runs `body` while the signals are caught.
    func during<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
            tasks.addTask {
                await self.watch(signals)
                return nil
            }
            tasks.addTask { try await body() }
            while let finished = try await tasks.next() {
                guard let value = finished else { continue }
                tasks.cancelAll()
                return value
            }
            throw CancellationError()
        }
    }

    private func watch(_ signals: UnixSignalsSequence) async {
        var count = 0
        for await signal in signals {
            switch effect.withLock(\.self) {
            case .leave(let paths):
                for path in paths { try? FileManager.default.removeItem(atPath: path) }
                console.note("\nInterrupted; nothing was sent.")
                Self.exitAtOnce(signal.rawValue)
            case .stop(let control):
                count += 1
                stop(control, signal.rawValue, count)
            }
        }
    }

    private func stop(_ control: RunControl, _ signal: Int32, _ count: Int) {
        switch count {
        case 1:
            console.note("\nStopping: requests in flight may finish. Once more to give them up.")
            control.stop(.signal(signal))
        case 2:
            console.note("\nGiving up the requests in flight; the next run finds out what became of them.")
            control.abort()
        default:
            // What is recorded is durable; nothing else is waited for.
            Self.exitAtOnce(signal)
        }
    }
}
