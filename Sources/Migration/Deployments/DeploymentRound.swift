import APIGatewayV2
import AWSCore
import Pacing
import Synchronization

/// Makes the deployments that are due after a wave, and follows them to their end. Accounts side by side, the deployments of one
/// account one after the other.
struct DeploymentRound: Sendable {
    let run: RunContext
    let deployments: Deployments
    let scopes: [MigrationGroup.ID: GroupScope]
    /// The name of the wave; "" in a run without waves.
    let wave: String
    private let progress: Progress

    init(_ deployments: Deployments, in scopes: [GroupScope], after wave: Wave, of run: RunContext) {
        self.run = run
        self.deployments = deployments
        self.scopes = Dictionary(scopes.map { ($0.group.id, $0) }) { first, _ in first }
        self.wave = wave.name
        progress = Progress(tally: run.tally)
    }

    /// - Throws: `RunControl.Stopped` when the run is being stopped, `CheckpointError`.
    func run(through number: Int) async throws {
        defer { run.tally.note(.sending) }
        try await deployments.lookAfterwards(scopes, through: number)
        while true {
            let due = try await deployments.takeDue(through: number)
            if due.isEmpty { return }
            progress.begin(due.count)
            let accounts = Dictionary(grouping: due) { account(of: $0.group) }
            // An error thrown out of a task group would cancel requests in flight.
            await withDiscardingTaskGroup { tasks in
                for (account, due) in accounts { tasks.addTask { await work(on: due, of: account) } }
            }
            if run.gate.isDraining { throw RunControl.Stopped() }
        }
    }

    /// Whose pace it is: regions share it. Where the account is not known a group has its own.
    private func account(of group: MigrationGroup.ID) -> String {
        scopes[group]?.group.accountID ?? "group \(group)"
    }

    private func work(on due: [DueDeployment], of account: String) async {
        await withDiscardingTaskGroup { followers in
            do {
                var pace = try await DeploymentPace(account, run, afterUnknown: due.contains { $0.state == .intended })
                var problem: DeploymentProblem?
                var isProven = false
                for item in due {
                    guard let scope = scopes[item.group], !scope.isStopping else { continue }
                    if let problem {
                        // What has kept one from being made keeps the others of the account too.
                        try await deployments.checkpoint.note(item, .waiting, problem)
                        progress.end()
                        continue
                    }
                    let maker = DeploymentMaker(
                        item: item,
                        scope: scope,
                        deployments: deployments,
                        account: account,
                        wave: wave
                    )
                    switch try await maker.make(&pace) {
                    case .ended: progress.end()
                    case .blocked(let found):
                        problem = found
                        progress.end()
                    case .denied(let found):
                        // A caller that may make others is refused for this API only.
                        if !isProven { problem = found }
                        progress.end()
                    case .made(let id, let status):
                        isProven = true
                        followers.addTask {
                            await DeploymentFollower(maker: maker, id: id).follow(from: status)
                            progress.end()
                        }
                    }
                }
            } catch {
                run.control.stop(after: error)
            }
        }
    }
}

/// Counts the deployments of a round for the status line.
private final class Progress: Sendable {
    private let tally: Tally
    private let counts = Mutex((done: 0, all: 0))

    init(tally: Tally) {
        self.tally = tally
    }

    func begin(_ count: Int) { note { $0.all += count } }
    func end() { note { $0.done += 1 } }

    private func note(_ change: (inout (done: Int, all: Int)) -> Void) {
        let now = counts.withLock { counts in
            change(&counts)
            return counts
        }
        tally.note(.deploying(done: now.done, of: now.all))
    }
}

/// One deployment of an account in five seconds, over sessions too: the moment of the last one is kept.
struct DeploymentPace: Sendable {
    let account: String
    private let run: RunContext
    /// When the account was last asked, or has last answered, in seconds since 1970.
    private var last: Double?

    private static let interval = APIGateway.deploymentInterval / .seconds(1)

    /// - Parameter afterUnknown: a process may have asked just before it died, so that now counts as the last time.
    init(_ account: String, _ run: RunContext, afterUnknown: Bool) async throws {
        self.account = account
        self.run = run
        last = afterUnknown ? run.gate.timing.wallClock() : try await run.checkpoint.lastDeployment(of: account)
    }

    /// Waits until the account may be asked again; from its last answer on, so that no delay on the way brings two calls nearer.
    ///
    /// - Throws: `RequestGate.Draining` when the run is being stopped.
    func wait() async throws {
        guard let last else { return }
        // A clock that was set back makes nobody wait longer.
        let left = min(last + Self.interval - run.gate.timing.wallClock(), Self.interval)
        if left > 0 { try await run.gate.sleep(for: .seconds(left)) }
    }

    mutating func note(_ time: Double) { last = time }
}
