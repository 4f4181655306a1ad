import APIGatewayV2
import Records
import Testing

@testable import Migration

@Suite struct EditedIntegrationTests {
    static let live = Integration(
        id: "i",
        values: [
            .integrationURI: .string(EditRulesTests.orders), .timeoutInMillis: .integer(30000),
            .description: .string("old"), .requestParameters: .map(["overwrite:path": "/a", "append:header.x": "1"]),
        ]
    )

    private func apply(_ build: (inout EditRules) throws -> Void) throws -> EditedIntegration {
        var rules = EditRules()
        try build(&rules)
        return try EditRules.Editor(rules).apply(to: Self.live)
    }

    @Test func valuesThatAreSetAreComparedWithTheLiveOnes() throws {
        let edited = try apply { rules in
            try rules.addAssignment("timeout_in_millis=12000")
            try rules.addAssignment("description=old")
            try rules.addAssignment("RequestParameters.overwrite:path=/b")
        }
        #expect(edited.changes.map(\.place.columnName) == ["request_parameters.overwrite:path", "timeout_in_millis"])
        #expect(edited.changes.map(\.old) == ["/a", 30000])
        #expect(edited.changes.map(\.new) == ["/b", 12000])
        #expect(edited.effects.map(\.effect).contains(.already))
    }

    @Test func clearingIsAnEditToo() throws {
        let edited = try apply { rules in
            try rules.addAssignment("description=<clear>")
            try rules.addAssignment("credentials_arn=<clear>")
        }
        #expect(edited.changes == [.init(place: MemberPlace(member: .description), old: "old", new: nil)])
    }

    @Test func rewritesAreAppliedOneAfterTheOther() throws {
        let edited = try apply { rules in
            try rules.addRewrite("integration_uri=s/orders/users/")
            try rules.addRewrite("integration_uri=s/users-list/users-all/")
            try rules.addRewrite("timeout_in_millis=s/^30/29/")
            try rules.addRewrite("description=s/new/x/")
        }
        #expect(edited.changes.map(\.new) == ["arn:aws:lambda:us-east-1:123456789012:function:users-all", 29000])
        #expect(edited.effects.map(\.rule) == [0, 1, 2])
    }

    @Test func aRewriteThatLeavesNothingClears() throws {
        let edited = try apply { rules in
            try rules.addRewrite("description=s/.*//")
            try rules.addRewrite("request_parameters.append:header.x=s/1//")
        }
        #expect(edited.changes.map(\.place.columnName) == ["description", "request_parameters.append:header.x"])
        #expect(edited.changes.map(\.new) == [nil, nil])
    }

    @Test func aFunctionIsEditedBeforeItIsRewritten() throws {
        let edited = try apply { rules in
            try rules.lambda.add("orders-*=users-*")
            rules.lambda.qualifier = .set("live")
            try rules.addRewrite("integration_uri=s/:users-list:/:people:/")
        }
        #expect(edited.changes.map(\.new) == ["arn:aws:lambda:us-east-1:123456789012:function:people:live"])
    }

    @Test(arguments: [
        ("integration_uri=s/.*//", "has no meaning here"),
        ("timeout_in_millis=s/30000/40000/", "'40000' is out of range"),
        ("integration_uri=s/^arn:aws/aws/", "is neither a URL nor an ARN"),
        ("timeout_in_millis=s/0/x/", "is a string"),
    ])
    func aRewriteThatMakesNoValidValueIsAnError(rule: String, message: String) {
        let error = #expect(throws: EditRuleError.self) { try apply { try $0.addRewrite(rule) } }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("timeout=1", "unknown column; the nearest known one is timeout_in_millis"),
        ("timeout_in_millis", "MEMBER=VALUE"),
        ("timeout_in_millis=1", "'1' is out of range"), ("api_id=x", "is no member of an integration"),
        ("description=", "description=<clear> clears it"), ("=x", "MEMBER=VALUE"),
        ("integration_type=<clear>", "has no meaning here"),
    ])
    func aValueThatCannotBeSetIsRefusedBeforeAnyCall(text: String, message: String) {
        var rules = EditRules()
        let error = #expect(throws: EditRuleError.self) { try rules.addAssignment(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func aMemberIsEitherSetOrRewritten() {
        var rules = EditRules()
        #expect(throws: Never.self) { try rules.addRewrite("description=s/a/b/") }
        #expect(throws: EditRuleError.self) { try rules.addAssignment("description=x") }
        #expect(throws: EditRuleError.self) { try rules.addRewrite("request_parameters=s/a/b/") }
    }
}
