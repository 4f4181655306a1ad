import Foundation
import GRDB
import Testing

@testable import Migration

/// Groups: what makes one, who is parked, and how their lanes are found.
extension CheckpointTests {
    @Test func theRoleIsAPartOfWhatMakesAGroupAndATarget() async throws {
        let folder = try Folder()
        let role = "arn:aws:iam::111122223333:role/"
        let header = "api_id,integration_id,timeout_in_millis,profile,role_arn\n"
        let rows = "a,i1,100,base,\(role)X\nb,i1,100,base,\(role)Y\na,i1,100,base,\na,i2,100,base,\(role)X\n"
        let result = try await load(header + rows, in: folder)
        #expect((result.groupCount, result.apiCount) == (3, 3))
        let checkpoint = try await Checkpoint.openForReading(path: folder.path("run.checkpoint"))
        let groups = try await checkpoint.groups()
        #expect(groups.map(\.credentials.roleARN) == ["\(role)X", "\(role)Y", nil])
        #expect(groups.map(\.accountID) == ["111122223333", "111122223333", nil])
        #expect(groups.map(\.openRows) == [2, 1, 1])
        #expect(groups.first?.name == "role \(role)X (through profile base), region-of-base")
        #expect(try await checkpoint.info().hasRoles)

        let twice = try Folder()
        let problems = try await load(header + rows + "b,i1,200,base,\(role)Y\n", in: twice).problems
        #expect(problems.map(\.line) == [6])
    }

    @Test func theGuardIsKnownOfEachGroup() async throws {
        let folder = try Folder()
        let header = "api_id,integration_id,timeout_in_millis,profile,account_id\n"
        let rows = "a,i1,100,p,\na,i1,100,q,\na,i2,100,q,111122223333\n"
        #expect(try await load(header + rows, in: folder).isValid)
        let checkpoint = try await Checkpoint.openForReading(path: folder.path("run.checkpoint"))
        #expect(try await checkpoint.groups().map(\.hasAccountGuard) == [false, true])
    }

    @Test func whoIsParkedIsRememberedUntilTheNextSession() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,x\na,i1,100,,y\n", in: folder)
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        var groups = try await checkpoint.openGroups()
        groups[0].parking = Parking(code: "ExpiredToken", reason: "it has expired")
        groups[1].accountID = "000000000002"
        try await checkpoint.noteStart(at: 1, command: "apigw-migrate apply rows.csv", groups: groups)
        let later = Parking(code: "Late", reason: "in the middle")
        try await checkpoint.write([.park(group: groups[1].id, later)])
        #expect(try await checkpoint.groups().map(\.parking) == [groups[0].parking, later])
        #expect(try await checkpoint.groups().map(\.accountID) == [nil, "000000000002"])
        #expect(try await checkpoint.info().command == "apigw-migrate apply rows.csv")
        #expect(try await checkpoint.openGroups().map(\.parking) == [nil, nil])
        try await checkpoint.noteStart(at: 2)
        #expect(try await checkpoint.groups().map(\.parking) == [nil, nil])
        #expect(try await checkpoint.info().command == "apigw-migrate apply rows.csv")
        try await checkpoint.close()
    }

    @Test(arguments: ["1: run, groups, lanes, rows", "2: roles, parked groups", "3: guarded groups"])
    func aCheckpointOfAnEarlierVersionIsReadAsItIsAndBroughtUpToDateToGoOn(version: String) async throws {
        let folder = try Folder()
        let path = folder.path("run.checkpoint")
        let old = try DatabaseQueue(path: path)
        try CheckpointSchema.migrator.migrate(old, upTo: version)
        try await old.write { database in
            try database.execute(
                sql: """
                    INSERT INTO run (id, run_id, tool_version, manifest_path, manifest_sha256, manifest_schema,
                        default_profile, default_region, row_count, has_account_guard, created_at)
                        VALUES (1, 'r', '0.1.0', 'rows.csv', '', '{"format":"jsonl","passthrough":[]}', '', 'r', 1, 1, 1);
                    INSERT INTO groups (id, profile, region) VALUES (7, 'p', 'r');
                    \(version.hasPrefix("3") ? "UPDATE groups SET has_account_guard = 1;" : "")
                    INSERT INTO lanes (id, group_id, api_id) VALUES (9, 7, 'a');
                    INSERT INTO rows (row, line, lane_id, integration_id, record) VALUES (1, 1, 9, 'i', '{}');
                    """
            )
        }
        try old.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let reader = try await Checkpoint.openForReading(path: path)
        #expect(try await reader.groups().map(\.credentials) == [CredentialSet(profile: "p")])
        #expect(try await reader.groups().map(\.hasAccountGuard) == [true])
        #expect(try await reader.info().command == nil)
        #expect(try await reader.summary()[.pending] == 1)
        try await reader.forEachRow { #expect($0.credentials.roleARN == nil && $0.wave == 1) }
        #expect(try await reader.images(of: 1).after == nil)
        #expect(try await reader.waves().map(\.openCount) == [1])
        #expect(try await reader.info().plan == nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)

        let checkpoint = try await Checkpoint.open(path: path)
        #expect(try await checkpoint.openGroups().map(\.openRows) == [1])
        #expect(try await checkpoint.openGroups().map(\.hasAccountGuard) == [true])
        #expect(try await checkpoint.openLanes(in: 7, after: 0, limit: 1).map(\.id) == [9])
        try await checkpoint.close()
    }

    @Test func lanesAreLookedUpWithoutALookAtTheOthersOfTheGroup() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,x\n", in: folder)
        let checkpoint = try await Checkpoint.openForReading(path: folder.path("run.checkpoint"))
        let plan = try await checkpoint.read { database in
            try GRDB.Row.fetchAll(
                database,
                sql: "EXPLAIN QUERY PLAN \(Checkpoint.openLanesQuery())",
                arguments: [1, 0, 1]
            )
            .map { $0["detail"] as String }
        }
        #expect(plan.first == "SEARCH lanes USING INDEX lanes_of_group (group_id=? AND rowid>?)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") })
    }
}
