import APIGatewayV2
import Records
import Testing

struct UpdateBodyTests {
    static let http = IntegrationUpdateTests.live

    /// `SQS-SendMessage` needs both of these parameters.
    static let queue = Integration(
        id: "q",
        values: [
            .integrationType: .string("AWS_PROXY"),
            .integrationSubtype: .string("SQS-SendMessage"),
            .payloadFormatVersion: .string("1.0"),
            .credentialsARN: .string("arn:aws:iam::123456789012:role/r"),
            .requestParameters: .map(["QueueUrl": "https://q", "MessageBody": "$request.body"]),
        ]
    )

    private func body(_ changes: MemberMap<IntegrationUpdate.Change>, before: Integration?) throws -> String {
        JSONWriter().string(try IntegrationUpdate(changes).body(before: before))
    }

    @Test(arguments: [nil, http])
    func onlyTheMembersOfTheRowAreSent(before: Integration?) throws {
        let body = try body(
            [
                .timeoutInMillis: .set(.integer(5000)), .integrationURI: .set(.string("https://b.example/é")),
                .requestParameters: .set(.map(["overwrite:path": "/b", "append:header.x": ""])),
            ],
            before: before
        )
        #expect(
            body == #"{"integrationUri":"https://b.example/é","requestParameters":{"append:header.x":"","#
                + #""overwrite:path":"/b"},"timeoutInMillis":5000}"#
        )
    }

    @Test func aRowWithoutMembersHasTheBodyOfAnEmptyObject() throws {
        #expect(try body([:], before: nil) == "{}")
    }

    @Test func aStringIsClearedByAnEmptyOneAndTheStructureByAnEmptyObject() throws {
        let changes: MemberMap<IntegrationUpdate.Change> = [.description: .clear, .tlsConfig: .clear]
        #expect(try body(changes, before: nil) == #"{"description":"","tlsConfig":{}}"#)
    }

    @Test func aMapIsClearedByNamingEveryLiveKey() throws {
        let changes: MemberMap<IntegrationUpdate.Change> = [.requestParameters: .clear, .responseParameters: .clear]
        #expect(
            try body(changes, before: Self.http)
                == #"{"requestParameters":{"append:header.x":"","overwrite:path":""},"responseParameters":{"404":{}}}"#
        )
        #expect(try body([.requestTemplates: .clear], before: Self.http) == #"{"requestTemplates":{}}"#)
    }

    @Test(arguments: [Member.requestParameters, .requestTemplates, .responseParameters])
    func aMapCannotBeClearedWhenNothingWasRead(member: Member) {
        let error = #expect(throws: InexpressibleChange.self) {
            try IntegrationUpdate([member: .clear]).body(before: nil)
        }
        #expect(error?.member == member)
    }

    @Test func anIntegrationWithASubtypeIsSentWithItsTypeItsSubtypeAndItsWholeParameters() throws {
        #expect(
            try body([.timeoutInMillis: .set(.integer(5000))], before: Self.queue)
                == #"{"integrationSubtype":"SQS-SendMessage","integrationType":"AWS_PROXY","requestParameters":"#
                + #"{"MessageBody":"$request.body","QueueUrl":"https://q"},"timeoutInMillis":5000}"#
        )
    }

    @Test func theParametersOfTheRowAreLaidOverThoseOfASubtypeAndRemovedOnesLeftOut() throws {
        let changes: MemberMap<IntegrationUpdate.Change> = [
            .requestParameters: .set(.map(["QueueUrl": "https://q2", "MessageBody": "", "Region": "eu-west-1"]))
        ]
        #expect(
            try body(changes, before: Self.queue)
                == #"{"integrationSubtype":"SQS-SendMessage","integrationType":"AWS_PROXY","requestParameters":"#
                + #"{"QueueUrl":"https://q2","Region":"eu-west-1"}}"#
        )
    }

    @Test func aRowMayReplaceTheSubtypeItself() throws {
        let body = try body([.integrationSubtype: .set(.string("SQS-PurgeQueue"))], before: Self.queue)
        #expect(body.hasPrefix(#"{"integrationSubtype":"SQS-PurgeQueue","integrationType":"AWS_PROXY","#))
    }
}
