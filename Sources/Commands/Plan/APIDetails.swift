import APIGatewayV2
import AWSCore
import Migration
import Pacing
import Reports
import Synchronization

/// Reads what a plan shows of the APIs in which something changes, beyond their integrations: routes and stages.
///
/// What cannot be read is left out: a plan that is complete does not become less so.
struct APIDetails: Sendable {
    let connections: Connections
    let options: EngineOptions
    let gate: RequestGate
    let looks: Looks

    /// What is read; each costs a call for every API in which something changes.
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
                guard let apis = places[group.id], !apis.isEmpty else { continue }
                let gateGroup = gate.makeGroup(rate: options.rate, burst: options.burst)
                let client = try connections.client(for: .apiGatewayV2, group, throttledBy: gateGroup)
                for apiID in apis.sorted() {
                    tasks.addTask { try await read(apiID, APIGateway(client: client), group, known) }
                }
            }
        }
    }

    private func read(
        _ apiID: String,
        _ gateway: APIGateway,
        _ group: MigrationGroup,
        _ known: KnownAPIs
    ) async throws {
        do {
            let routes = looks.routes ? try await gateway.routes(apiID: apiID) : []
            let stages = looks.stages ? try await gateway.stages(apiID: apiID) : []
            known.add(routes, looks.stages ? stages : nil, of: apiID, in: group)
        } catch is AWSError, is UnreadableAnswer {
            return
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
