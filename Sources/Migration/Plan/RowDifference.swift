import APIGatewayV2
import Records

/// The members of a row that change, before and after, as JSON objects.
struct RowDifference: Sendable, Equatable {
    var before: String?
    var after: String?

    /// - Parameter before: `nil` when nothing was read: then every member of the update counts as changed.
    init(of update: IntegrationUpdate, before: Integration?, after: Integration) {
        let changed = update.members.filter { before == nil || before?.values[$0] != after.values[$0] }
        guard !changed.isEmpty else { return }
        self.before = before?.text(of: changed)
        self.after = after.text(of: changed)
    }
}

extension Integration {
    /// Some members as one line of JSON, the same text for the same values.
    func text(of members: [Member]) -> String {
        let present = members.compactMap { member in values[member].map { (member.wireName, $0.json) } }
        return JSONWriter().string(.object(JSONObject(present)))
    }
}
