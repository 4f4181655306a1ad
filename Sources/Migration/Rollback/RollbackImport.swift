import APIGatewayV2
import Foundation
import GRDB
import Records

extension CheckpointImport {
    /// Puts the inverse of every row that another run has updated into a new checkpoint, in the order of that run. Rows of
    /// which that is not known are among them: they turn out to be unchanged if they were not updated.
    ///
    /// - Parameter source: the other run, opened.
    /// - Returns: `rowCount` and `stageCount` are 0 when it has updated nothing. There are no problems.
    public func run(inverting source: Checkpoint, toolVersion: String, createdAt: Double) async throws -> Result {
        let run = try await source.info()
        return try await fill { database in
            var writer = try RowWriter(database, profile: nil) { _ in run.defaultRegion }
            var result = Result()
            var accounts: [Target: String] = [:]
            try source.readInverseRows(of: run) { inverse, line, account in
                result.rowCount += 1
                let record = inverse.record
                let row = try InverseRow.row(number: result.rowCount, line: line, record: record)
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
            result.stageCount = try StageReturnImport(from: source, into: database).run(
                isRollback: run.kind != .migration
            )
            result.sha256 = run.manifestSHA256
            try Self.count(&result, in: database)
            let origin = Origin(
                toolVersion: toolVersion,
                defaultProfile: run.defaultProfile,
                defaultRegion: run.defaultRegion,
                createdAt: createdAt
            )
            let schema = try ManifestSchema(layout: ManifestLayout(.jsonl), header: nil, passthrough: [])
            try Self.insertRun(database, origin, result, run.manifestPath, schema, writer)
            try database.execute(
                sql: "UPDATE run SET origin_path = ?, origin_run_id = ?",
                arguments: [source.path, run.id]
            )
            return result
        }
    }
}

extension Checkpoint {
    /// Calls `body` with the inverse of every row that was or may have been updated, its line in the manifest, and the account in
    /// which it was.
    fileprivate func readInverseRows(of run: RunInfo, _ body: (InverseRow, Int, String?) throws -> Void) throws {
        let sql = """
            SELECT rows.row, rows.line, rows.record, rows.outcome, rows.before_image, rows.after_image,
                rows.before, rows.after,
                groups.profile, groups.role_arn, groups.region, groups.account_id
            FROM rows JOIN lanes ON lanes.id = rows.lane_id JOIN groups ON groups.id = lanes.group_id
            WHERE rows.outcome IS NOT '\(Outcome.putBack.rawValue)' AND (
                rows.outcome = '\(Outcome.updated.rawValue)' OR rows.after_image IS NOT NULL
                OR (rows.before_image IS NOT NULL AND (rows.state < \(RowState.ended.rawValue) OR \(Self.isOfUnknownFate)))
            )
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
                let images = try Self.images(of: stored, row)
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
                if images == nil || !inverse.values.isEmpty { try body(inverse, row.line, stored["account_id"]) }
            }
        }
    }

    /// A failed row whose update may have been processed all the same.
    private static let isOfUnknownFate = """
        (rows.outcome = '\(Outcome.failed.rawValue)' AND rows.attempts > 0
            AND coalesce(rows.http_status, 500) NOT BETWEEN 300 AND 499)
        """

    /// The integration before and after. What became of an update whose answer was lost or not waited for is not known; if it
    /// was applied, it is as the update wants it. Files of earlier versions have only the members that changed.
    ///
    /// - Returns: `nil` for a row that was sent without reading first: nothing of it can be put back.
    private static func images(of stored: GRDB.Row, _ row: Row) throws -> (before: Integration, after: Integration)? {
        let id = row.target.integrationID
        func members(_ column: String) throws -> Integration? {
            guard let text = stored[column] as String?,
                var object = try JSONValue(parsing: text, duplicateKeys: .lastWins).object
            else {
                return nil
            }
            object["integrationId"] = .string(id)
            return try Integration(json: .object(object))
        }
        guard let before = try members("before_image") else { return nil }
        if let after = try members("after_image") { return (before, after) }
        guard (stored["outcome"] as String?) == Outcome.updated.rawValue else {
            return (before, before.applying(row.update))
        }
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
