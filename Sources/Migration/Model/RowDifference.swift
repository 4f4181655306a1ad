import APIGatewayV2
import Records

/// The members of a row that have changed, before and after.
struct RowDifference {
    var before: String?
    var after: String?

    /// - Parameter before: `nil` when nothing was read: then every member of the update counts as changed.
    init(of update: IntegrationUpdate, before: Integration?, after: Integration) {
        let changed = update.members.filter { before == nil || before?.values[$0] != after.values[$0] }
        guard !changed.isEmpty else { return }
        self.before = before.map { JSONText.of($0, only: changed) }
        self.after = JSONText.of(after, only: changed)
    }
}

/// Members of an integration as one line of JSON.
private enum JSONText {
    static func of(_ integration: Integration, only members: [Member]) -> String {
        let present = members.compactMap { member in integration.values[member].map { (member.wireName, $0.json) } }
        return JSONWriter().string(.object(JSONObject(present)))
    }
}
