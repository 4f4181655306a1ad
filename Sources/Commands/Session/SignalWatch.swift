import Foundation
import Migration
import Synchronization
import UnixSignals

/// What SIGINT, SIGTERM and SIGHUP do: before the first request they end the program at once, then they stop the run in two
/// steps.
final class SignalWatch: Sendable {
    private enum Effect: Sendable {
        /// Nothing was sent. Remove these files and go.
        case leave(removing: [String], next: String? = nil)
        /// The same, but what is under way has something to end first: programs that give credentials.
        case tearDown(removing: [String], next: String?)
        case stop(RunControl)
        /// Of reading, which has nothing in flight to wait for; the second one removes these files.
        case stopReading(RunControl, removing: [String])
    }

    /// A program that gives credentials has half a second to end by itself.
    private static let gracePeriod = 2.0

    private let console: Console
    private let effect = Mutex(Effect.leave(removing: []))

    init(console: Console) {
        self.console = console
    }

    /// From now on a signal ends the program, and these files with it, beside those that were named before.
    func leave(removing paths: [String]) {
        effect.withLock { effect in
            if case .leave(let earlier, let next) = effect { effect = .leave(removing: earlier + paths, next: next) }
        }
    }

    /// From now on a signal cancels the work, which may take a moment to end, and only then ends the program.
    ///
    /// - Parameter next: the command that goes on from here.
    func tearDown(next: String?) {
        effect.withLock { effect in
            if case .leave(let paths, _) = effect { effect = .tearDown(removing: paths, next: next) }
        }
    }

    /// From now on nothing is under way that has to end first.
    func leaveAtOnce() {
        effect.withLock { effect in
            if case .tearDown(let paths, let next) = effect { effect = .leave(removing: paths, next: next) }
        }
    }

    /// From now on a signal stops the run.
    func stop(_ control: RunControl) {
        effect.withLock { $0 = .stop(control) }
    }

    /// From now on a signal stops reading: what has been read is written.
    func stopReading(_ control: RunControl, removing paths: [String]) {
        effect.withLock { $0 = .stopReading(control, removing: paths) }
    }

    /// Runs `body` while the signals are caught.
    func during<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Event<Value>.self) { tasks in
            let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
            tasks.addTask { .tearDown(await self.watch(signals)) }
            tasks.addTask { .finished(try await body()) }
            while let event = try await tasks.next() {
                switch event {
                case .finished(let value):
                    tasks.cancelAll()
                    return value
                case .tearDown(let signal?):
                    tasks.cancelAll()
                    Self.exit(signal, after: Self.gracePeriod)
                    while await tasks.nextResult() != nil {}
                    Self.exitAtOnce(signal)
                case .tearDown(nil): break
                }
            }
            throw CancellationError()
        }
    }

    private enum Event<Value: Sendable>: Sendable {
        case finished(Value)
        /// By this signal, if by any.
        case tearDown(Int32?)
    }

    /// - Returns: the signal when the work is to be cancelled.
    private func watch(_ signals: UnixSignalsSequence) async -> Int32? {
        var count = 0
        for await signal in signals {
            switch effect.withLock(\.self) {
            case .leave(let paths, let next):
                await sayGoodbye(removing: paths, next: next)
                Self.exitAtOnce(signal.rawValue)
            case .tearDown(let paths, let next):
                await sayGoodbye(removing: paths, next: next)
                return signal.rawValue
            case .stop(let control):
                count += 1
                stop(control, signal.rawValue, count)
            case .stopReading(let control, let paths):
                count += 1
                if count > 1 {
                    for path in paths { try? FileManager.default.removeItem(atPath: path) }
                    Self.exitAtOnce(signal.rawValue)
                }
                console.note("\nStopping: what has been read is written. Once more to leave without it.")
                control.stop(.signal(signal.rawValue))
            }
        }
        return nil
    }

    private func sayGoodbye(removing paths: [String], next: String?) async {
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
        console.dropQuestion()
        console.note("\nInterrupted; nothing was sent." + (next.map { "\nNext: \($0)" } ?? ""))
        await console.flushBeforeExit()
    }

    private func stop(_ control: RunControl, _ signal: Int32, _ count: Int) {
        switch count {
        case 1:
            console.note("\nStopping: updates in flight may finish. Once more to give them up.")
            control.stop(.signal(signal))
        case 2:
            console.note("\nGiving up the updates in flight; the next run finds out what became of them.")
            control.abort()
        default:
            // What is recorded is durable; nothing else is waited for.
            Self.exitAtOnce(signal)
        }
    }
}
