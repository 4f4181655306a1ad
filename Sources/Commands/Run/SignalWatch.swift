import Migration
import UnixSignals

/// Turns SIGINT and SIGTERM into the two steps of stopping a run.
struct SignalWatch {
    let control: RunControl
    let console: Console

    /// Runs `body` while the signals are caught.
    func during<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
            tasks.addTask {
                await watch(signals)
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
            count += 1
            switch count {
            case 1:
                console.note("\nStopping: requests in flight may finish. Once more to give them up.")
                control.stop(.signal(signal.rawValue))
            case 2:
                console.note("Giving up the requests in flight; the next run finds out what became of them.")
                control.abort()
            default:
                // What is recorded is durable; nothing else is waited for.
                Self.exitAtOnce(signal.rawValue)
            }
        }
    }
}
