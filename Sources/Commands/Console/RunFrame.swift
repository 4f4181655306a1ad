import ArgumentParser

/// The frame of every subcommand: an error becomes one message on standard error and an exit code.
enum RunFrame {
    static func run(_ body: (Console) async throws -> ExitCode) async throws {
        SignalWatch.ignoreWriteSignals()
        let console = Console()
        let code: ExitCode
        do {
            code = try await body(console)
        } catch is CancellationError {
            code = .canBeRunAgain
        } catch {
            let failure = CommandError(error)
            if !failure.message.isEmpty { console.complain(failure.message) }
            code = failure.exitCode
        }
        SignalWatch.leaveOnSignals()
        // Whoever has sent a signal does not wait until a terminal that stands still goes on.
        if code.isOfSignal { await console.flushBeforeExit() } else { await console.flush() }
        if code != .success { throw code }
    }
}
