import Migration

/// Shows the progress of a run on standard error until it is cancelled.
struct ProgressReporter: Sendable {
    enum Kind: Sendable { case bar, plain, json, off }

    let kind: Kind
    let console: Console
    let snapshot: @Sendable () -> ProgressSnapshot

    init(_ choice: ProgressChoice, console: Console, snapshot: @escaping @Sendable () -> ProgressSnapshot) {
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
        self.snapshot = snapshot
    }

    /// Returns when the task is cancelled, with the line cleared or the last state shown.
    func run() async {
        let line = ProgressLine(style: Style(isOn: kind == .bar))
        let interval: Duration =
            switch kind {
            case .bar: .milliseconds(100)
            case .plain: .seconds(5)
            case .json: .seconds(1)
            case .off: .seconds(3600)
            }
        // A run shorter than the interval needs no progress, only its summary.
        while (try? await Task.sleep(for: interval)) != nil {
            switch kind {
            case .bar: console.animate("\r\(line.bar(snapshot(), width: console.width))\u{1B}[K")
            case .plain: console.animate(line.plain(snapshot()) + "\n")
            case .json: console.animate(line.json(snapshot()) + "\n")
            case .off: break
            }
        }
        if kind == .bar { console.draw("\r\u{1B}[K") }
    }
}
