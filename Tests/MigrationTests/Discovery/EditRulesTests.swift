import APIGatewayV2
import Records
import Testing

@testable import Migration

/// Rules and live values, and what comes of them.
@Suite struct EditRulesTests {
    static let orders = "arn:aws:lambda:us-east-1:123456789012:function:orders-list"
    static func invocation(_ arn: String, region: String = "us-east-1") -> String {
        "arn:aws:apigateway:\(region):lambda:path/2015-03-31/functions/\(arn)/invocations"
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var lambda: [String] = []
        var qualifier: LambdaEdit.Qualifier?
        var region: String?
        var account: String?
        var live: String
        /// `nil`: not concerned. The same as the live one: already so.
        var new: String?

        var testDescription: String { "\(lambda) \(live)" }

        func edit() throws -> LambdaEdit {
            var edit = LambdaEdit()
            for text in lambda { try edit.add(text) }
            edit.qualifier = qualifier
            edit.region = region
            edit.accountID = account
            try edit.check()
            return edit
        }
    }

    static let cases = [
        Case(lambda: ["orders-*=orders-*-v2"], live: orders, new: orders + "-v2"),
        Case(lambda: ["orders-*=orders-*-v2"], live: invocation(orders), new: invocation(orders + "-v2")),
        Case(lambda: ["orders-*=orders-*-v2"], live: orders + ":live", new: orders + "-v2:live"),
        Case(lambda: ["orders-*=orders-*-v2"], live: orders + "-v2", new: orders + "-v2"),
        Case(lambda: ["orders-*=orders-*-v2"], live: "arn:aws:lambda:us-east-1:123456789012:function:users", new: nil),
        Case(
            lambda: ["orders-list=orders-all"],
            live: orders,
            new: "arn:aws:lambda:us-east-1:123456789012:function:orders-all"
        ),
        Case(lambda: ["orders=x"], live: orders, new: nil), Case(lambda: ["ORDERS-LIST=x"], live: orders, new: nil),
        Case(
            lambda: ["*-list=list-*"],
            live: orders + ":7",
            new: "arn:aws:lambda:us-east-1:123456789012:function:list-orders:7"
        ),
        Case(
            lambda: ["\(orders)=arn:aws:lambda:eu-west-1:210987654321:function:orders-list"],
            live: invocation(orders),
            new: invocation("arn:aws:lambda:eu-west-1:210987654321:function:orders-list", region: "eu-west-1")
        ),
        Case(
            lambda: ["arn:aws:lambda:*:123456789012:function:*=arn:aws:lambda:*:210987654321:function:*"],
            live: orders,
            new: "arn:aws:lambda:us-east-1:210987654321:function:orders-list"
        ),
        Case(
            lambda: ["arn:aws:lambda:eu-west-1:123456789012:function:orders-list=x"],
            live: orders,
            new: nil
        ),
        Case(lambda: ["orders-list:blue=orders-list:green"], live: orders + ":blue", new: orders + ":green"),
        Case(lambda: ["orders-list:blue=orders-list:green"], live: orders + ":red", new: nil),
        Case(lambda: ["orders-list:blue=orders-list:green"], live: orders, new: nil),
        Case(
            lambda: ["a=b", "orders-*=o-*"],
            live: orders,
            new: "arn:aws:lambda:us-east-1:123456789012:function:o-list"
        ),
        Case(qualifier: .set("live"), live: orders, new: orders + ":live"),
        Case(qualifier: .set("live"), live: invocation(orders + ":7"), new: invocation(orders + ":live")),
        Case(qualifier: .set("live"), live: orders + ":live", new: orders + ":live"),
        Case(qualifier: LambdaEdit.Qualifier.none, live: orders + ":live", new: orders),
        Case(qualifier: LambdaEdit.Qualifier.none, live: orders, new: orders),
        Case(lambda: ["orders-*"], qualifier: .set("live"), live: orders, new: orders + ":live"),
        Case(
            lambda: ["orders-*"],
            qualifier: .set("live"),
            live: "arn:aws:lambda:us-east-1:123456789012:function:users",
            new: nil
        ),
        Case(lambda: ["orders-*=orders-*-v2"], qualifier: .set("live"), live: orders + "-v2", new: orders + "-v2:live"),
        Case(
            region: "eu-west-1",
            live: invocation(orders),
            new: invocation("arn:aws:lambda:eu-west-1:123456789012:function:orders-list", region: "eu-west-1")
        ),
        Case(account: "210987654321", live: orders, new: "arn:aws:lambda:us-east-1:210987654321:function:orders-list"),
        Case(
            lambda: ["${stageVariables.fn}=orders"],
            live: "arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}",
            new: "arn:aws:lambda:us-east-1:123456789012:function:orders"
        ),
        Case(
            lambda: ["orders-list=orders"],
            live: "arn:aws:lambda:${stageVariables.region}:123456789012:function:orders-list",
            new: "arn:aws:lambda:${stageVariables.region}:123456789012:function:orders"
        ),
    ]

    @Test(arguments: cases)
    func aFunctionIsEditedPartByPartAndItsSpellingStays(_ test: Case) throws {
        let result = try test.edit().apply(to: #require(LambdaURI(test.live)))
        switch result {
        case .notConcerned: #expect(test.new == nil)
        case .already: #expect(test.new == test.live)
        case .changed(let new, _): #expect(new.text == test.new)
        case .leftOut(let reason): Issue.record("left out: \(reason)")
        }
    }

    @Test func aStageVariableInTheNameIsLeftOutByAStar() throws {
        var edit = LambdaEdit()
        try edit.add("orders-*=orders-*-v2")
        let uri = try #require(LambdaURI("arn:aws:lambda:us-east-1:123456789012:function:orders-${stageVariables.fn}"))
        #expect(edit.apply(to: uri) == .leftOut(reason: LambdaEdit.stageVariable))
    }

    @Test(arguments: cases.filter { $0.new != nil })
    func theSameEditTwiceChangesNothingTwice(_ test: Case) throws {
        let edit = try test.edit()
        guard case .changed(let new, _) = edit.apply(to: try #require(LambdaURI(test.live))) else { return }
        let again = edit.apply(to: new)
        switch again {
        case .already, .notConcerned: break
        default: Issue.record("\(test.lambda) changes \(new.text) again: \(again)")
        }
    }

    @Test(arguments: [
        (["orders-*=*-*"], "more stars in its new name"),
        (["orders-*=*"], "describes every function that the old one does"),
        (["orders-list=orders-list"], "so nothing would change"),
        (["=x"], "neither the name of a Lambda function nor its ARN"),
        (["a="], "neither the name"), (["a b=c"], "neither the name"), (["https://x=y"], "neither the name"),
        (["a=b", "b=c"], "'b=c' renames what 'a=b' makes; make two runs of it"),
        (["b=c", "a=b"], "'b=c' renames what 'a=b' makes"), (["a=b", "a=c"], "rename the same function"),
        (["orders-*"], "names no new function"), (["arn:aws:sqs:us-east-1:123456789012:q=x"], "neither the name"),
    ])
    func aRuleThatMakesNoSenseIsRefused(texts: [String], message: String) {
        let error = #expect(throws: EditRuleError.self) {
            var edit = LambdaEdit()
            for text in texts { try edit.add(text) }
            try edit.check()
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func functionsOfOneNameInSeveralAccountsMoveTogether() throws {
        var edit = LambdaEdit()
        for account in ["111111111111", "222222222222"] {
            let old = "arn:aws:lambda:us-east-1:\(account):function:orders"
            try edit.add("\(old)=arn:aws:lambda:us-east-1:333333333333:function:orders")
        }
        let uri = try #require(LambdaURI("arn:aws:lambda:us-east-1:222222222222:function:orders"))
        guard case .changed(let new, let rename) = edit.apply(to: uri) else { throw EditRuleError("not changed") }
        #expect(new.accountID == "333333333333")
        #expect(rename == 1)
    }
}

/// What sed 4.9 makes of the same rules with `sed -E`, but for the last ones: those are Perl's.
@Suite struct SubstitutionTests {
    @Test(arguments: [
        ("s/a/b/", "banana", "bbnana"), ("s/a/b/g", "banana", "bbnbnb"), ("s/A/b/gi", "banana", "bbnbnb"),
        ("s|http://|https://|", "http://example.com/a", "https://example.com/a"), ("s/x/y/", "banana", nil),
        (#"s/(b)(an)/\2\1/"#, "banana", "anbana"), ("s/an/<&>/g", "banana", "b<an><an>a"),
        (#"s/an/<\&>/"#, "banana", "b<&>ana"), (#"s/a\/b/c/"#, "a/b", "c"), ("s#a\\#b#c#", "a#b", "c"),
        (#"s/n/\//g"#, "banana", "ba/a/a"), (#"s/n/a\\b/"#, "banana", #"baa\bana"#),
        ("s/$/-v2/", "orders", "orders-v2"),
        ("s/^/x-/", "orders", "x-orders"), ("s/b*/x/g", "abc", "xaxcx"), ("s,a,,g", "banana", "bnn"),
        (#"s/n/\n/"#, "bn", "b\n"), ("s/é/e/", "café", "cafe"),
        (#"s/\.internal(:\d+)?\b/.example.com/"#, "http://api.internal:8080/a", "http://api.example.com/a"),
        (#"s/(?i)V\d+$/v9/"#, "a-v12", "a-v9"),
    ])
    func isAppliedLikeSed(rule: String, text: String, result: String?) throws {
        let editor = try Substitution.Editor(Substitution(rule))
        #expect(editor.apply(to: text) == result)
    }

    @Test(arguments: [
        ("a/b/", "is not of the form s/REGEX/TEXT/"), ("s/a/b", "is not of the form s/REGEX/TEXT/"),
        ("s/a/b/x", "ends in 'x'; allowed: g, i"), ("s//b/", "has an empty expression"),
        ("s/(/b/", "no valid expression"),
        (#"s/a/\1/"#, "has no group 1"), ("sxaxbx", "is not of the form"), ("", "is not of the form"),
        ("s", "not of the form"),
    ])
    func anotherTextIsNoRule(rule: String, message: String) {
        let error = #expect(throws: EditRuleError.self) { try Substitution(rule) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}

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

    @Test(arguments: [
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

@Suite struct GlobTests {
    @Test(
        arguments: [
            ("orders-*", "orders-list", ["list"]), ("*", "", [""]), ("*-*", "a-b-c", ["a", "b-c"]), ("a", "a", []),
            ("a", "b", nil), ("a*a", "a", nil), ("a*a", "aa", [""]), ("**", "ab", ["", "ab"]),
            ("*x*y", "axbxy", ["a", "bx"]),
            ("x*", "ax", nil),
        ] as [(String, String, [String]?)]
    )
    func saysWhatItsStarsStandFor(pattern: String, text: String, captures: [String]?) {
        #expect(Glob(pattern).match(text) == captures)
    }
}
