import ArgumentParser
import Migration
import Reports

/// Why a run must not go on: it has been put back, wholly or in part, or it is a rollback, which has a command of its own.
struct RunObstacle {
    private enum Kind {
        /// Its rollback has begun and has not ended.
        case goingBack
        case putBack
        case rollback(of: String)
    }

    private let kind: Kind
    private let run: RunInfo
    private let checkpoint: String

    /// - Returns: `nil`: nothing is in the way.
    init?(_ run: RunInfo, checkpoint: String) {
        if case .rollback(let origin, _) = run.kind {
            kind = .rollback(of: WayBack.origin(of: checkpoint) ?? origin)
        } else if let wayBack = run.wayBack, wayBack.isInEffect {
            kind = wayBack.endedAt == nil ? .goingBack : .putBack
        } else {
            return nil
        }
        self.run = run
        self.checkpoint = checkpoint
    }

    /// Nothing more is to be done for it, so that a new run can take its place.
    var isOver: Bool { if case .putBack = kind { true } else { false } }

    /// - Parameter again: the command that was given, which something is in the way of.
    func error(_ again: ShellCommand) -> CommandError {
        CommandError("\(problem(again))\nNext: \(next(again).text)", .invalidInput)
    }

    private func problem(_ again: ShellCommand) -> String {
        let count = run.wayBack?.rowCount ?? 0
        let rows = count == 1 ? "1 row is as it was" : "\(count) rows are as they were"
        switch kind {
        case .rollback: return "\(checkpoint) is a rollback, which goes on with a command of its own; nothing was sent"
        case .goingBack:
            return """
                \(checkpoint) is being put back: its rollback has begun and has not ended (\(rows) before the run). \
                The run does not go on; nothing was sent
                """
        case .putBack:
            let undo = again.goingBack(WayBack.path(of: checkpoint))
            return """
                \(checkpoint) was put back: \(rows) before the run, so it does not go on; nothing was sent
                The command below plans a new run of the manifest and keeps this one beside it. To undo the rollback instead:
                  \(undo.text)
                """
        }
    }

    /// What the person may type.
    func next(_ again: ShellCommand) -> ShellCommand {
        switch kind {
        case .goingBack: again.goingBack(checkpoint)
        case .putBack: again.planning(run, checkpoint: checkpoint)
        case .rollback(let origin): again.goingBack(origin)
        }
    }
}

extension ShellCommand {
    /// Plans the manifest of a run that is over; its file is set aside.
    func planning(_ run: RunInfo, checkpoint: String) -> ShellCommand {
        let isElsewhere = checkpoint != "\(run.manifestPath).checkpoint" && !arguments.contains("--checkpoint")
        return planning(run.manifestPath).adding(isElsewhere ? ["--checkpoint", checkpoint] : [])
    }
}
