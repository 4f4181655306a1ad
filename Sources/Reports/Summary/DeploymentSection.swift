public import Migration
import Records

/// The stages of the APIs that a run has changed: what was deployed to them, and what a rollback has pointed back. For a person
/// what went wrong is gathered by its kind, with some examples; for programs each stage is an object.
public struct DeploymentSection: Sendable {
    private let summary: DeploymentSummary
    /// Nothing was pointed back yet: it is to be.
    private let isPlan: Bool
    /// A rollback has pointed the stages back since.
    private let wasPutBack: Bool

    /// Stages of each kind that are named.
    private static let namedStages = 5
    /// An example's message is cut there.
    private static let messageLimit = 300

    public init(_ summary: DeploymentSummary, isPlan: Bool = false, wasPutBack: Bool = false) {
        self.summary = summary
        self.isPlan = isPlan
        self.wasPutBack = wasPutBack
    }

    // MARK: For a person

    /// No lines when there is nothing to say.
    public var deployments: [StyledLine] {
        var groups = gathered(summary.deployments) { $0.state == .deployed ? "" : $0.problem?.kind ?? "" }
            .map { stages, kind in
                Group(
                    title: Self.title(of: stages[0].state, kind),
                    state: stages[0].state == .deployed ? .good : .bad,
                    stages: stages.map {
                        (name(of: $0.stage, $0.apiID, $0.region, $0.credentials), $0.problem?.message)
                    }
                )
            }
        if !summary.needed.isEmpty {
            groups.append(
                Group(
                    title: "a deployment is needed before clients see the changes (apply --deploy makes it)",
                    state: .open,
                    stages: summary.needed.map { (name(of: $0.stage, $0.apiID, $0.region, $0.credentials), nil) }
                )
            )
        }
        var lines = self.lines(
            of: groups,
            under: wasPutBack ? "Deployments, before the run was put back:" : "Deployments:"
        )
        if summary.deployments.contains(where: { $0.state == .leftAlone && !$0.stage.isEmpty }) {
            lines.append("  With --deploy-undeployed the same command publishes the changes of others there, too.")
        }
        return lines
    }

    /// No lines in a run that points nothing back.
    public var returns: [StyledLine] {
        let groups = Dictionary(grouping: summary.returns) { $0.state }
        let order: [(StageReturn.State, String, Group.State)] = [
            (.back, "serve what they served before the run", .good),
            (.drifted, isPlan ? "will be left alone" : "left alone", .bad),
            (.failed, isPlan ? "cannot be pointed back" : "not pointed back", .bad),
            (.waiting, isPlan ? "pointed back first, one call each" : "not pointed back yet", .open),
        ]
        let lines = lines(
            of: order.compactMap { state, title, kind in
                groups[state].map { stages in
                    Group(
                        title: title,
                        state: kind,
                        stages: stages.map {
                            (name(of: $0.stage, $0.apiID, $0.region, $0.credentials), Self.words(on: $0))
                        }
                    )
                }
            },
            under: "Stages:"
        )
        guard let first = summary.returns.first(where: { $0.state == .failed }) else { return lines }
        let command =
            "aws apigatewayv2 create-deployment --api-id \(first.apiID) --stage-name \(ShellWord.quoted(first.stage))"
        return lines + [
            "  What could not be pointed back serves the old values again once they are deployed: \(command, .command)"
        ]
    }

    private static func words(on stage: StageReturn) -> String? {
        if let problem = stage.problem { return problem }
        guard stage.state == .waiting, let found = stage.foundID, let target = stage.targetID else { return nil }
        return "\(found) → \(target)"
    }

    private struct Group {
        enum State { case good, open, bad }

        var title: String
        var state: State
        var stages: [(name: String, message: String?)]
    }

    private func lines(of groups: [Group], under heading: String) -> [StyledLine] {
        if groups.isEmpty { return [] }
        let width = String(groups.map(\.stages.count).max() ?? 0).count
        var lines: [StyledLine] = [StyledLine(heading, .heading)]
        for group in groups {
            let count = String(group.stages.count)
            let indent = String(repeating: " ", count: width - count.count)
            let noun = group.stages.count == 1 ? "stage" : "stages"
            let role: TextRole? =
                switch group.state {
                case .good: .outcome(.updated)
                case .open: .note
                case .bad: .outcome(.failed)
                }
            lines.append("  \(indent)\(count) \(noun): \(group.title, role)")
            if group.state == .good { continue }
            let blanks = String(repeating: " ", count: width + 3)
            for stage in group.stages.prefix(Self.namedStages) {
                let message = stage.message.map { ": " + Printable.text($0, limit: Self.messageLimit) } ?? ""
                lines.append("\(blanks)\(stage.name)\(message)")
            }
            let more = group.stages.count - Self.namedStages
            if more > 0 { lines.append("\(blanks)and \(more) more") }
        }
        return lines
    }

    /// Those of one state and kind together, in the order in which they first come.
    private func gathered(
        _ stages: [StageDeployment],
        _ kind: (StageDeployment) -> String
    ) -> [(stages: [StageDeployment], kind: String)] {
        var order: [String] = []
        var found: [String: [StageDeployment]] = [:]
        for stage in stages {
            let key = "\(stage.state.rawValue) \(kind(stage))"
            if found[key] == nil { order.append(key) }
            found[key, default: []].append(stage)
        }
        return order.compactMap { key in found[key].map { ($0, kind($0[0])) } }
    }

    private static func title(of state: StageDeployment.State, _ kind: String) -> String {
        let tail = kind.isEmpty ? "" : ": \(kind)"
        return switch state {
        case .deployed: "deployed"
        case .failed: "failed\(tail)"
        case .leftAlone: "left alone\(tail)"
        case .waiting: "not deployed yet\(tail)"
        case .intended, .pending: "under way\(tail)"
        }
    }

    /// `prod of a1b2c3`; with the place where stages of several places are shown.
    private func name(of stage: String, _ api: String, _ region: String, _ credentials: CredentialSet) -> String {
        let name = stage.isEmpty ? api : "\(stage) of \(api)"
        return hasOnePlace ? name : "\(name) (\(credentials.name), \(region))"
    }

    private var hasOnePlace: Bool {
        let places =
            (summary.deployments + summary.needed).map { "\($0.credentials.name) \($0.region)" }
            + summary.returns.map { "\($0.credentials.name) \($0.region)" }
        return Set(places).count < 2
    }
}

// MARK: For programs

extension DeploymentSection {
    var deploymentsJSON: JSONValue {
        .array(
            summary.deployments.map { Self.json($0, state: $0.state.rawValue) }
                + summary.needed.map { Self.json($0, state: "needed") }
        )
    }

    var returnsJSON: JSONValue {
        .array(
            summary.returns.map { stage in
                var object = Self.place(stage.apiID, stage.stage, stage.accountID, stage.credentials, stage.region)
                object["state"] = .string(stage.state.rawValue)
                object["found_deployment_id"] = stage.foundID.map { .string($0) } ?? .null
                object["former_deployment_id"] = stage.targetID.map { .string($0) } ?? .null
                object["message"] = stage.problem.map { .string($0) } ?? .null
                return .object(object)
            }
        )
    }

    private static func json(_ stage: StageDeployment, state: String) -> JSONValue {
        var object = place(stage.apiID, stage.stage, stage.accountID, stage.credentials, stage.region)
        object["wave"] = .integer(stage.wave)
        object["state"] = .string(state)
        object["deployment_id"] = stage.deploymentID.map { .string($0) } ?? .null
        object["former_deployment_id"] = stage.formerID.map { .string($0) } ?? .null
        object["kind"] = stage.problem.map { .string($0.kind) } ?? .null
        object["message"] = stage.problem.map { .string($0.message) } ?? .null
        return .object(object)
    }

    /// The stage is `null` where the stages of an API could not be read.
    private static func place(
        _ apiID: String,
        _ stage: String,
        _ accountID: String?,
        _ credentials: CredentialSet,
        _ region: String
    ) -> JSONObject {
        JSONObject([
            ("profile", credentials.profile.isEmpty ? .null : .string(credentials.profile)),
            ("role_arn", credentials.roleARN.map { .string($0) } ?? .null),
            ("account_id", accountID.map { .string($0) } ?? .null), ("region", .string(region)),
            ("api_id", .string(apiID)), ("stage", stage.isEmpty ? .null : .string(stage)),
        ])
    }
}
