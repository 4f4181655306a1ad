import Reports

/// The status of a run on a terminal, drawn again each second until the run ends.
struct StatusScreen: Sendable {
    let checkpoint: String
    /// Rows that are counted; `nil`: all of them.
    let filter: RowFilter?
    let console: Console

    private static let interval = Duration.seconds(1)
    private static let clear = "\u{1B}[2J"
    private static let home = "\u{1B}[H"
    private static let clearRestOfLine = "\u{1B}[K"
    private static let clearRestOfScreen = "\u{1B}[J"

    func run() async throws {
        guard console.outputSize != nil, console.environment["TERM"] != "dumb" else {
            throw CommandError("--watch needs a terminal; without it, status shows how the run stands now", .usage)
        }
        try await console.output(Self.clear)
        while true {
            let status = try await RunStatus(ofCheckpointAt: checkpoint, counting: filter, isWatched: true)
            try await draw(status.lines)
            if !status.isRunning { return }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// As many lines as fit; the last one of the screen stays free for the cursor.
    private func draw(_ lines: [StyledLine]) async throws {
        let size = console.outputSize ?? (columns: 80, lines: 24)
        let shown = lines.prefix(max(1, size.lines - 1)).map { line in
            line.cut(to: size.columns - 1).text(console.outputStyle) + Self.clearRestOfLine + "\n"
        }
        try await console.output(Self.home + shown.joined() + Self.clearRestOfScreen)
    }
}
