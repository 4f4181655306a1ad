/// Shows how far something is on standard error until it is cancelled.
struct ProgressReporter: Sendable {
    enum Kind: Sendable { case bar, plain, json, off }

    let kind: Kind
    let console: Console
    /// The state at this moment: one line without its end, for a bar of the width of the screen at most.
    let line: @Sendable (Kind) -> String

    init(_ choice: ProgressChoice, console: Console, line: @escaping @Sendable (Kind) -> String) {
        kind =
            switch choice {
            case .auto: console.isAnimated ? .bar : .plain
            // An animation into a file or a dumb terminal is unreadable.
            case .bar: console.isAnimated ? .bar : .plain
            case .plain: .plain
            case .json: .json
            case .off: .off
            }
        self.console = console
        self.line = line
    }

    /// Returns when the task is cancelled, with the line cleared or the last state shown.
    func run() async {
        let interval: Duration =
            switch kind {
            case .bar: .milliseconds(100)
            case .plain: .seconds(5)
            case .json: .seconds(1)
            case .off: .seconds(3600)
            }
        // What is shorter than the interval needs no progress, only its summary.
        while (try? await Task.sleep(for: interval)) != nil {
            switch kind {
            case .bar: console.animate("\r\(line(.bar))\u{1B}[K")
            case .plain, .json: console.animate(line(kind) + "\n")
            case .off: break
            }
        }
        if kind == .bar { console.draw("\r\u{1B}[K") }
    }

    /// Shows it while `body` works.
    func during<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await run() }
            defer { tasks.cancelAll() }
            return try await body()
        }
    }
}

extension ProgressReporter {
    /// Of a run.
    init(_ choice: ProgressChoice, console: Console, snapshot: @escaping @Sendable () -> ProgressSnapshot) {
        self.init(choice, console: console) { kind in
            let line = ProgressLine(style: Style(isOn: kind == .bar))
            return switch kind {
            case .bar: line.bar(snapshot(), width: console.width)
            case .json: line.json(snapshot())
            case .plain, .off: line.plain(snapshot())
            }
        }
    }
}
