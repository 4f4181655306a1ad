import Testing

@testable import Migration

/// One integration through two sets of credentials of one account.
extension CheckpointTests {
    private static let roles = "arn:aws:iam::111122223333:role/"
    private static let columns = "api_id,integration_id,timeout_in_millis,profile,role_arn\n"

    @Test func twoRolesOfOneAccountThatReachOneIntegrationAreAProblemThatNamesBothLines() async throws {
        let folder = try Folder()
        let rows = """
            a,i1,100,,\(Self.roles)X
            a,i2,100,,\(Self.roles)Y
            b,i1,100,,\(Self.roles)Y
            a,i1,100,,arn:aws:iam::444455556666:role/X
            a,i1,100,,\(Self.roles)Y
            a,i1,100,,\(Self.roles)Z
            a,i2,100,,\(Self.roles)Y

            """
        let result = try await load(Self.columns + rows, in: folder)
        #expect(
            result.problems.map { $0.description(file: "m") } == [
                "m:6: integration_id: 'i1' is the target of line 2 already, both reach account 111122223333; "
                    + "allowed: each integration once",
                "m:7: integration_id: 'i1' is the target of line 2 already, both reach account 111122223333; "
                    + "allowed: each integration once",
                "m:8: integration_id: 'i2' is the target of line 3 already; allowed: each integration once",
            ]
        )
        #expect(result.problemCount == 3)
    }

    @Test func theSameIdsInAnotherRegionAreAnotherIntegration() async throws {
        let folder = try Folder()
        // The region is the profile's here.
        let rows = "a,i1,100,p,\na,i1,100,,\(Self.roles)X\na,i1,100,q,\n"
        #expect(try await load(Self.columns + rows, in: folder).isValid)
        let checkpoint = try await Checkpoint.openForReading(path: folder.path("run.checkpoint"))
        var groups = try await checkpoint.groups()
        for index in groups.indices { groups[index].accountID = "111122223333" }
        #expect(try await checkpoint.sharedTargets(of: groups).count == 0)
    }

    @Test func theFirstTwentySharedTargetsAreKeptAndAllAreCounted() async throws {
        let folder = try Folder()
        let header = "api_id,integration_id,timeout_in_millis,profile,region\n"
        let rows = ["p", "q"].flatMap { profile in (1...30).map { "a,i\($0),100,\(profile),eu-west-1\n" } }
        #expect(try await load(header + rows.joined(), in: folder).isValid)
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        var groups = try await checkpoint.groups()
        #expect(try await checkpoint.sharedTargets(of: groups).count == 0)
        for index in groups.indices { groups[index].accountID = "111122223333" }
        let (first, count) = try await checkpoint.sharedTargets(of: groups)
        #expect((first.count, count) == (20, 30))
        #expect(first.first?.description == "32: the same integration as line 2: both reach account 111122223333")

        // One that has ended counts too, and an account that an earlier session has found out.
        let end = RowEnd(outcome: .updated, startedAt: 1, endedAt: 2)
        try await checkpoint.write([.end(row: 1, end)])
        try await checkpoint.noteStart(at: 1, groups: [groups[0]])
        #expect(try await checkpoint.sharedTargets(of: [groups[1]]).count == 30)
        try await checkpoint.close()
    }
}
