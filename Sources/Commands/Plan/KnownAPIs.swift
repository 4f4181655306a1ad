import APIGatewayV2
import Migration
import Reports
import Synchronization

/// What a session that plans learns of APIs beside their integrations, from the groups side by side.
final class KnownAPIs: Sendable {
    private let state = Mutex<[PlannedAPI.Key: PlannedAPI]>([:])

    func add(_ apis: [API], of group: MigrationGroup) {
        let known = PlannedAPI.known(apis, in: group)
        state.withLock { $0.merge(known) { $1 } }
    }

    func add(_ routes: [Route], of apiID: String, in group: MigrationGroup) {
        var keys: [String: [String]] = [:]
        for route in routes {
            if let id = route.integrationID { keys[id, default: []].append(route.key) }
        }
        change(apiID, in: group) { [keys] in $0.routes = keys }
    }

    /// - Parameter stages: `nil`: nobody has looked at them.
    func add(_ stages: StageReading?, of apiID: String, in group: MigrationGroup) {
        change(apiID, in: group) { $0.stages = stages }
    }

    private func change(_ apiID: String, in group: MigrationGroup, _ change: (inout PlannedAPI) -> Void) {
        let key = PlannedAPI.Key(group: PlannedGroup(group), id: apiID)
        state.withLock { apis in
            var api = apis[key] ?? PlannedAPI(name: "", protocolType: "")
            change(&api)
            apis[key] = api
        }
    }

    /// - Parameter managedIntegration: one that quick create has made.
    func add(managedIntegration: String, of apiID: String, in group: MigrationGroup) {
        let key = PlannedAPI.Key(group: PlannedGroup(group), id: apiID)
        state.withLock { apis in
            var api = apis[key] ?? PlannedAPI(name: "", protocolType: "")
            api.managedIntegrations.insert(managedIntegration)
            apis[key] = api
        }
    }

    var all: [PlannedAPI.Key: PlannedAPI] { state.withLock(\.self) }
}
