import APIGatewayV2
import Foundation
import GRDB
import Records

extension CheckpointImport {
    /// Puts the inverse of every row that another run has updated into a new checkpoint, in the order of that run.
    ///
    /// - Parameter source: the other run, opened.
    /// - Returns: `rowCount` is 0 when it has updated nothing. There are no problems.
    public func run(inverting source: Checkpoint, toolVersion: String, createdAt: Double) async throws -> Result {
        let run = try await source.info()
        return try await fill { database in
            var writer = try RowWriter(database, profile: nil) { _ in run.defaultRegion }
            var result = Result()
            var accounts: [Target: String] = [:]
            try source.readInverseRows(of: run) { inverse, account in
                result.rowCount += 1
                let record = inverse.record
                let row = try InverseRow.row(number: result.rowCount, line: result.rowCount, record: record)
                _ = try writer.write(row, raw: record)
                accounts[inverse.target.place] = account
            }
            // A rollback belongs to the accounts in which the run was.
            for (place, account) in accounts {
                try database.execute(
                    sql: "UPDATE groups SET account_id = ? WHERE profile = ? AND role_arn = ? AND region = ?",
                    arguments: [account, place.profile ?? "", place.roleARN ?? "", place.region]
                )
            }
            result.sha256 = run.manifestSHA256
            try Self.count(&result, in: database)
            let origin = Origin(
                toolVersion: toolVersion,
                defaultProfile: run.defaultProfile,
                defaultRegion: run.defaultRegion,
                createdAt: createdAt
            )
            let schema = try ManifestSchema(layout: ManifestLayout(.jsonl), header: nil, passthrough: [])
            try Self.insertRun(database, origin, result, source.path, schema, writer)
            try database.execute(
                sql: "UPDATE run SET origin_path = ?, origin_run_id = ?",
                arguments: [source.path, run.id]
            )
            return result
        }
    }
}

extension Checkpoint {
    /// Calls `body` with the inverse of every row that was updated, and the account in which it was.
    fileprivate func readInverseRows(of run: RunInfo, _ body: (InverseRow, String?) throws -> Void) throws {
        let sql = """
            SELECT rows.row, rows.line, rows.record, rows.before_image, rows.after_image, rows.before, rows.after,
                groups.profile, groups.role_arn, groups.region, groups.account_id
            FROM rows JOIN lanes ON lanes.id = rows.lane_id JOIN groups ON groups.id = lanes.group_id
            WHERE rows.outcome = '\(Outcome.updated.rawValue)' OR rows.error_code = '\(RowError.notRestorableCode)'
            ORDER BY rows.row
            """
        try database.read { database in
            let rows = try GRDB.Row.fetchCursor(database, sql: sql)
            while let stored = try rows.next() {
                let row = try run.row(
                    number: stored["row"],
                    line: stored["line"],
                    record: [UInt8](stored["record"] as Data)
                )
                let images = try Self.images(of: stored, row.target.integrationID)
                let (profile, role): (String, String) = (stored["profile"], stored["role_arn"])
                let target = Target(
                    profile: profile.isEmpty ? nil : profile,
                    roleARN: role.isEmpty ? nil : role,
                    region: stored["region"],
                    apiID: row.target.apiID,
                    integrationID: row.target.integrationID
                )
                let inverse = InverseRow(
                    target: target,
                    accountID: row.accountID,
                    members: row.update.members,
                    before: images?.before ?? Integration(id: row.target.integrationID, values: [:]),
                    after: images?.after ?? Integration(id: row.target.integrationID, values: [:])
                )
                // Somebody else may have made the change in the end; a row whose values are not known fails as such.
                if images == nil || !inverse.values.isEmpty { try body(inverse, stored["account_id"]) }
            }
        }
    }

    /// The integration before and after, of which files of earlier versions have only the members that changed; `nil` for a
    /// row that was sent without reading first: nothing of it can be put back.
    private static func images(of row: GRDB.Row, _ id: String) throws -> (before: Integration, after: Integration)? {
        func members(_ column: String) throws -> Integration? {
            guard let text = row[column] as String?, var object = try JSONValue(parsing: text).object else {
                return nil
            }
            object["integrationId"] = .string(id)
            return try Integration(json: .object(object))
        }
        guard let before = try members("before_image") else { return nil }
        if let after = try members("after_image") { return (before, after) }
        guard let changed = try members("after") else { return (before, before) }
        return (try members("before") ?? Integration(id: id, values: [:]), changed)
    }
}

extension Target {
    /// What tells groups apart.
    fileprivate var place: Target {
        Target(profile: profile, roleARN: roleARN, region: region, apiID: "", integrationID: "")
    }
}
