public import Migration
import Records

/// A run as its summary shows it: what the checkpoint says, and what only the running program knows.
public struct RunOverview: Sendable {
    /// How far the run has come.
    public enum State: Sendable, Equatable {
        case notStarted
        /// Compared with the live state; the rows that are to change were not sent yet.
        case planned
        case running
        /// Every row has ended.
        case complete
        /// It ended before its last row, for the reason given.
        case stopped(String)
        /// Its rollback has begun and has not ended: it goes on, or it was interrupted.
        case goingBack
        case putBack
        /// What a rollback could not put back, or left alone, is as the run has made it.
        case putBackInPart
        /// Work was begun and its end was never noted: it is still going on, or the process was killed.
        case unfinished

        /// For a person.
        public var words: String {
            switch self {
            case .notStarted: "not started"
            case .planned: "planned"
            case .running: "running"
            case .complete: "complete"
            case .stopped(let reason): "stopped: \(reason)"
            case .unfinished: "unfinished"
            case .goingBack: "being put back, not done yet"
            case .putBack: "put back"
            case .putBackInPart: "put back in part"
            }
        }
    }

    public var checkpointPath: String
    public var info: RunInfo
    public var summary: RunSummary
    /// Groups with rows left that the last session left alone, those with the most rows first.
    public var parked: [MigrationGroup] = []
    /// What the checkpoint lets one conclude. Who knows more (that the run is going on, say) sets it.
    public var state: State
    /// The rows were compared with the live state, and nothing was sent.
    public var isDryRun: Bool
    /// Where the reports are.
    public var reportPaths: [String] = []
    /// What the person may type next.
    public var nextCommand: String?
    /// What puts back what the run has changed.
    public var backCommand: String?
    /// In their order; empty when all rows are sent together.
    public var waves: [Wave] = []
    /// What was found out about Lambda functions; `nil`: nobody has looked at them.
    public var functions: PreflightSection?
    /// Stages that need a deployment, have one, or were pointed back.
    public var deployments = DeploymentSummary()

    /// What a session notes that nothing has stopped.
    private static let completed = "complete"

    public init(checkpointPath: String, info: RunInfo, summary: RunSummary, isDryRun: Bool = false) {
        self.checkpointPath = checkpointPath
        self.info = info
        self.summary = summary
        self.isDryRun = isDryRun
        state =
            if let wayBack = info.wayBack, wayBack.isInEffect {
                wayBack.endedAt == nil ? .goingBack : summary[.updated] == 0 ? .putBack : .putBackInPart
            } else if info.rowCount == 0 || summary.openCount + summary.count(where: \.isOpen) == 0 {
                .complete
            } else if info.startedAt == nil {
                .notStarted
            } else if info.endReason == Self.completed, summary[.planned] > 0 {
                .planned
            } else if let reason = info.endReason {
                .stopped(reason)
            } else if info.endedAt != nil {
                isDryRun ? .complete : .stopped("not every row has ended")
            } else {
                .unfinished
            }
    }

    /// Reads what the checkpoint says of its run.
    public init(_ checkpoint: Checkpoint, isDryRun: Bool = false) async throws {
        self.init(
            checkpointPath: checkpoint.path,
            info: try await checkpoint.info(),
            summary: try await checkpoint.summary(),
            isDryRun: isDryRun
        )
        deployments = try await checkpoint.deploymentSummary()
        if state == .complete, deployments.isOpen, let reason = info.endReason, reason != Self.completed {
            state = .stopped(reason)
        }
        waves = try await checkpoint.waves().filter { !$0.name.isEmpty }
        parked = try await checkpoint.groups().filter { $0.parking != nil && $0.openRows > 0 }
            .sorted { ($1.openRows, $0.id) < ($0.openRows, $1.id) }
    }

    /// What the person must know beside the counts: a successful update is not yet a live one.
    public var note: String? {
        guard summary[.updated] > 0, !deployments.isKnown, deployments.returns.isEmpty else { return nil }
        return "An update is not live on a stage without auto-deploy until a deployment is made "
            + "(aws apigatewayv2 create-deployment)."
    }

    /// The counts in the order in which they are shown; the first name is for a person, the second for a program.
    var counts: [(label: String, key: String, outcome: Outcome, count: Int)] {
        var counts = [Outcome.updated, .unchanged, .failed, .drifted, .skipped].map {
            (label: $0.rawValue, key: $0.rawValue, outcome: $0, count: summary[$0])
        }
        if isDryRun || summary[.planned] > 0 {
            counts.insert((Outcome.planned.title, "would_update", .planned, summary[.planned]), at: 0)
        }
        if summary[.putBack] > 0 {
            counts.append((Outcome.putBack.title, Outcome.putBack.rawValue, .putBack, summary[.putBack]))
        }
        let pending = (label: isDryRun ? "not examined" : "pending", key: isDryRun ? "unexamined" : "pending")
        counts.append((pending.label, pending.key, .pending, summary[.pending]))
        return counts
    }

    /// Where a line of the manifest is, for a person.
    func place(ofLine line: Int) -> String {
        info.manifestPath == "-" ? "line \(line)" : "\(info.manifestPath):\(line)"
    }
}
