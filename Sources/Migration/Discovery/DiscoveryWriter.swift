import APIGatewayV2
import Records

/// One integration that `discover` writes, ready for the manifest.
struct DiscoveredRow: Sendable, Equatable {
    /// What stands at one place, and what the manifest is to set there.
    struct Cell: Sendable, Equatable {
        var place: MemberPlace
        /// `nil`: nothing.
        var old: JSONValue?
        var new: JSONValue?
    }

    var apiID: String
    var integrationID: String
    var cells: [Cell]
    var apiName: String
    var protocolType: String
    /// Quick create has made it.
    var isManaged: Bool
    /// The keys of the routes that use it; `nil`: they were not read.
    var routes: [String]?
}

/// Writes what was found as a manifest: targets with all that reaches them, the new values, `expect.…` with the live ones, and
/// `info.…` for whoever reads it.
struct DiscoveryWriter: Sendable {
    let format: ManifestFormat
    /// The places that have columns.
    let places: [MemberPlace]
    let showsRoutes: Bool
    let showsProfile: Bool
    let showsRole: Bool
    let showsAccount: Bool

    /// - Parameter groups: all that are read; columns that none of them needs are left out.
    init(format: ManifestFormat, places: [MemberPlace], showsRoutes: Bool, groups: [MigrationGroup]) {
        self.format = format
        self.places = places
        self.showsRoutes = showsRoutes
        showsProfile = groups.contains { !$0.credentials.profile.isEmpty }
        showsRole = groups.contains { $0.credentials.roleARN != nil }
        showsAccount = groups.contains { $0.accountID != nil }
    }

    /// Named as the AWS CLI names it.
    private static let managedColumn = "info.api_gateway_managed"

    /// The first line of a table; nothing for JSON Lines.
    var header: [UInt8] {
        guard let delimiter = format.delimiter else { return [] }
        var names = [TargetField.apiID, .integrationID, .region].map(\.columnName)
        if showsProfile { names.append(TargetField.profile.columnName) }
        if showsRole { names.append(TargetField.roleARN.columnName) }
        if showsAccount { names.append(TargetField.accountID.columnName) }
        names += places.map(\.columnName) + places.map { "expect.\($0.columnName)" }
        names += ["info.api_name", "info.protocol_type", Self.managedColumn] + (showsRoutes ? ["info.routes"] : [])
        return CSVWriter(delimiter: delimiter).row(names)
    }

    /// Appends one record with its line feed.
    func append(_ row: DiscoveredRow, of group: MigrationGroup, to bytes: inout [UInt8]) {
        if let delimiter = format.delimiter {
            CSVWriter(delimiter: delimiter).append(cells(row, group), to: &bytes)
        } else {
            JSONWriter().append(.object(object(row, group)), to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    private func cells(_ row: DiscoveredRow, _ group: MigrationGroup) -> [String] {
        var cells = [row.apiID, row.integrationID, group.region]
        if showsProfile { cells.append(group.credentials.profile) }
        if showsRole { cells.append(group.credentials.roleARN ?? "") }
        if showsAccount { cells.append(group.accountID ?? "") }
        let byPlace = Dictionary(row.cells.map { ($0.place, $0) }) { first, _ in first }
        cells += places.map { place in
            guard let cell = byPlace[place] else { return "" }
            // An empty cell leaves a value alone; only an edit clears one.
            return Self.text(cell.new, cell.old == cell.new ? "" : Member.clearMark)
        }
        cells += places.map { place in byPlace[place].map { Self.text($0.old) } ?? "" }
        cells += [row.apiName, row.protocolType, row.isManaged ? "true" : ""]
        if showsRoutes { cells.append((row.routes ?? []).joined(separator: ", ")) }
        return cells
    }

    private static func text(_ value: JSONValue?, _ nothing: String = Member.clearMark) -> String {
        switch value {
        case nil: nothing
        case .string(let text): text
        case .some(let value): JSONWriter().string(value)
        }
    }

    private func object(_ row: DiscoveredRow, _ group: MigrationGroup) -> JSONObject {
        var object = JSONObject([
            (TargetField.apiID.columnName, .string(row.apiID)),
            (TargetField.integrationID.columnName, .string(row.integrationID)),
            (TargetField.region.columnName, .string(group.region)),
        ])
        if !group.credentials.profile.isEmpty {
            object[TargetField.profile.columnName] = .string(group.credentials.profile)
        }
        if let role = group.credentials.roleARN { object[TargetField.roleARN.columnName] = .string(role) }
        if let account = group.accountID { object[TargetField.accountID.columnName] = .string(account) }
        var expected = JSONObject()
        for cell in row.cells {
            if cell.new != nil || cell.old != cell.new { object[cell.place.columnName] = cell.new ?? .null }
            expected[cell.place.columnName] = cell.old ?? .null
        }
        object["expect"] = .object(expected)
        object["info.api_name"] = .string(row.apiName)
        object["info.protocol_type"] = .string(row.protocolType)
        if row.isManaged { object[Self.managedColumn] = .bool(true) }
        if let routes = row.routes { object["info.routes"] = .array(routes.map { .string($0) }) }
        return object
    }
}
