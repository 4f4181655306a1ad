import APIGatewayV2
import AWSCore
import Migration
import Pacing
import Reports
import Synchronization

/// Reads what a plan shows of the APIs in which something changes, beyond their integrations: routes and stages.
///
/// Routes that cannot be read are left out. Of stages the plan says why, since somebody will ask what is live; what was found out
/// of them is kept for the run's summary.
struct APIDetails: Sendable {
    let connections: Connections
    let options: EngineOptions
    let gate: RequestGate
    let looks: Looks

    /// What is read; each costs calls for every API in which something changes.
    struct Looks: Sendable {
        var routes: Bool
        var stages: Bool
    }

    /// Adds what it reads to the known APIs.
    func read(for checkpoint: Checkpoint, into known: KnownAPIs) async throws {
        guard looks.routes || looks.stages else { return }
        let groups = try await checkpoint.groups()
        let places = try await changedPlaces(checkpoint, groups)
        try await withThrowingDiscardingTaskGroup { tasks in
            for group in groups where group.parking == nil {
                guard let apis = places[group.id]?.sorted(), let first = apis.first else { continue }
                let gateGroup = gate.makeGroup(rate: options.rate, burst: options.burst)
                let client = try connections.client(for: .apiGatewayV2, group, throttledBy: gateGroup)
                let reader = GroupReader(
                    gateway: APIGateway(client: client),
                    group: group,
                    checkpoint: checkpoint,
                    looks: looks,
                    known: known
                )
                tasks.addTask {
                    // The first one goes alone: what a role may not read is refused once.
                    try await reader.read(first)
                    try await withThrowingDiscardingTaskGroup { tasks in
                        for apiID in apis.dropFirst() { tasks.addTask { try await reader.read(apiID) } }
                    }
                }
            }
        }
    }

    private func changedPlaces(
        _ checkpoint: Checkpoint,
        _ groups: [MigrationGroup]
    ) async throws -> [MigrationGroup.ID: Set<String>] {
        let ids = Dictionary(groups.map { (PlannedGroup($0), $0.id) }) { first, _ in first }
        let places = Mutex<[MigrationGroup.ID: Set<String>]>([:])
        try await checkpoint.forEachRow([.planned]) { record in
            guard let id = ids[PlannedGroup(record.credentials, region: record.region, accountID: record.accountID)]
            else {
                return
            }
            places.withLock { _ = $0[id, default: []].insert(record.apiID) }
        }
        return places.withLock(\.self)
    }
}

/// The APIs of one account and region.
private struct GroupReader: Sendable {
    let gateway: APIGateway
    let group: MigrationGroup
    let checkpoint: Checkpoint
    let looks: APIDetails.Looks
    let known: KnownAPIs
    private let survey: StageSurvey

    init(
        gateway: APIGateway,
        group: MigrationGroup,
        checkpoint: Checkpoint,
        looks: APIDetails.Looks,
        known: KnownAPIs
    ) {
        self.gateway = gateway
        self.group = group
        self.checkpoint = checkpoint
        self.looks = looks
        self.known = known
        survey = StageSurvey(gateway)
    }

    func read(_ apiID: String) async throws {
        do {
            let stages = looks.stages ? try await survey.read(apiID: apiID) : nil
            if let stages { try await checkpoint.keep(stages, ofAPI: apiID, in: group.id) }
            known.add(stages, of: apiID, in: group)
            if looks.routes { known.add(try await gateway.routes(apiID: apiID), of: apiID, in: group) }
        } catch is AWSError, is UnreadableAnswer {
            return
        }
    }
}
