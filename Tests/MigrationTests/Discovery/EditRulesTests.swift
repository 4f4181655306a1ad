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
        Case(lambda: ["orders-*=orders-*:live"], live: orders + ":blue", new: orders + ":live"),
        Case(lambda: ["orders-*=orders-*:live"], live: orders, new: orders + ":live"),
        Case(
            lambda: ["orders-list:7=orders-list:live"],
            live: invocation(orders + ":7"),
            new: invocation(orders + ":live")
        ),
        Case(lambda: ["orders-list"], qualifier: LambdaEdit.Qualifier.none, live: orders + ":$LATEST", new: orders),
        Case(
            lambda: ["*"],
            qualifier: .set("${stageVariables.alias}"),
            live: orders,
            new: orders + ":${stageVariables.alias}"
        ),
        Case(lambda: ["*"], qualifier: .set("live"), live: orders + ":${stageVariables.alias}", new: orders + ":live"),
        Case(
            lambda: ["orders-list"],
            account: "210987654321",
            live: invocation(orders + ":live"),
            new: invocation("arn:aws:lambda:us-east-1:210987654321:function:orders-list:live")
        ),
        Case(
            lambda: ["\(orders)=users"],
            live: invocation(orders),
            new: invocation("arn:aws:lambda:us-east-1:123456789012:function:users")
        ),
        Case(
            lambda: ["\(orders)=arn:aws:lambda:us-east-1:123456789012:function:users:live"],
            live: orders + ":blue",
            new: "arn:aws:lambda:us-east-1:123456789012:function:users:live"
        ),
        Case(
            lambda: ["arn:aws-cn:lambda:cn-north-1:123456789012:function:orders-*=o-*"],
            live: "arn:aws-cn:lambda:cn-north-1:123456789012:function:orders-list",
            new: "arn:aws-cn:lambda:cn-north-1:123456789012:function:o-list"
        ),
        Case(lambda: ["arn:aws-cn:lambda:*:123456789012:function:orders-*=o-*"], live: orders, new: nil),
        Case(
            region: "us-gov-east-1",
            live: "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a",
            new: "arn:aws-us-gov:lambda:us-gov-east-1:123456789012:function:a"
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

    @Test func aRegionOfAnotherPartitionIsNone() throws {
        var edit = LambdaEdit()
        edit.region = "cn-north-1"
        let uri = try #require(LambdaURI(Self.orders))
        #expect(edit.apply(to: uri) == .leftOut(reason: "its partition aws has no region cn-north-1"))
    }

    @Test(arguments: ["", "a b", "live*", "a:b", "a/b"])
    func whatIsNoQualifierIsRefused(text: String) {
        var edit = LambdaEdit()
        edit.qualifier = .set(text)
        #expect(throws: EditRuleError.self) { try edit.check() }
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
