import Testing

@testable import Reports

@Suite struct PlanNoticeTests {
    private static let group = PlannedGroup(credentials: "profile prod", region: "eu-west-1", accountID: "111122223333")

    private static func row(
        _ line: Int,
        _ changes: [ValueChange] = [],
        fate: PlannedRow.Fate = .change,
        cleared: [String] = [],
        notRestorable: [String] = []
    ) -> PlannedRow {
        PlannedRow(
            number: line - 1,
            line: line,
            group: group,
            apiID: "a1",
            integrationID: "i\(line)",
            fate: fate,
            changes: changes,
            cleared: cleared,
            notRestorable: notRestorable
        )
    }

    private static func notices(_ rows: [PlannedRow], api: PlannedAPI? = nil) -> [PlanNotice] {
        var plan = PlanOverview(
            apis: api.map { [PlannedAPI.Key(group: group, id: "a1"): $0] } ?? [:],
            showing: 0
        )
        for row in rows { plan.add(row) }
        return plan.notices
    }

    private static func uri(_ region: String, _ account: String, _ function: String = "orders") -> String {
        "arn:aws:apigateway:\(region):lambda:path/2015-03-31/functions/arn:aws:lambda:\(region):\(account):function:"
            + "\(function)/invocations"
    }

    @Test func everythingUnusualIsCountedWithItsFirstRow() {
        let notices = Self.notices([
            Self.row(2, [ValueChange(name: "timeout_in_millis", before: "30000", after: "12000")]),
            Self.row(3, fate: .unchanged),
            Self.row(4, fate: .fail(code: "NotFoundException", kind: "integration not found", message: "no i4")),
            Self.row(5, fate: .drift(message: "timeout_in_millis is 29000")),
            Self.row(6, fate: .fail(code: "NotFoundException", kind: "integration not found", message: "no i6")),
            Self.row(7, [ValueChange(name: "payload_format_version", before: "1.0", after: "2.0")]),
            Self.row(8, [ValueChange(name: "description", before: "x", after: nil)], cleared: ["description"]),
            Self.row(
                9,
                [ValueChange(name: "connection_id", before: nil, after: "v1")],
                notRestorable: ["connection_id"]
            ),
        ])
        #expect(
            notices == [
                PlanNotice(
                    kind: .fails(code: "NotFoundException", kind: "integration not found"),
                    count: 2,
                    line: 4,
                    example: "no i4"
                ),
                PlanNotice(kind: .drifted, count: 1, line: 5, example: "timeout_in_millis is 29000"),
                PlanNotice(kind: .notRestorable(member: "connection_id"), count: 1, line: 9, example: "(none) → v1"),
                PlanNotice(kind: .clears(member: "description"), count: 1, line: 8, example: "x → (none)"),
                PlanNotice(kind: .payloadFormat(from: "1.0", to: "2.0"), count: 1, line: 7, example: "1.0 → 2.0"),
            ]
        )
    }

    @Test(
        arguments: [
            (uri("eu-west-1", "111122223333"), uri("eu-west-1", "111122223333", "new"), []),
            (uri("eu-west-1", "111122223333"), uri("eu-west-1", "444455556666"), [.otherAccount("444455556666")]),
            (uri("eu-west-1", "111122223333"), uri("us-east-1", "111122223333"), [.otherRegion("us-east-1")]),
            // It was there before, so it is not this change that is unusual.
            (uri("us-east-1", "444455556666"), uri("us-east-1", "444455556666", "new"), []),
            (
                uri("eu-west-1", "111122223333", "${stageVariables.fn}"), uri("eu-west-1", "111122223333"),
                [.stageVariable]
            ),
            (
                "https://example.com", "arn:aws:lambda:us-east-1:444455556666:function:f",
                [.otherAccount("444455556666"), .otherRegion("us-east-1")]
            ),
            ("https://example.com/a", "https://example.com/b", []),
        ] as [(String, String, [PlanNotice.Kind])]
    )
    func functionsInUnusualPlacesAreNamed(_ before: String, _ after: String, _ kinds: [PlanNotice.Kind]) {
        let change = ValueChange(name: "integration_uri", before: before, after: after)
        #expect(Self.notices([Self.row(2, [change])]).map(\.kind) == kinds)
    }

    @Test func anAPIThatAToolOwnsIsCountedOnce() {
        let change = ValueChange(name: "timeout_in_millis", before: "1", after: "2")
        let owner = APIOwner(tool: "CloudFormation", stack: "orders-prod")
        let api = PlannedAPI(name: "orders", protocolType: "HTTP", owner: owner)
        let notices = Self.notices([Self.row(2, [change]), Self.row(3, [change])], api: api)
        #expect(notices == [PlanNotice(kind: .owned(owner), count: 1, line: 2, example: "orders (a1)")])
        // What is not changed can be undone by nobody.
        #expect(Self.notices([Self.row(2, fate: .unchanged)], api: api).isEmpty)
    }

    @Test(
        arguments: [
            ([:], nil), (["team": "a"], nil),
            (
                ["aws:cloudformation:stack-name": "orders-prod", "aws:cloudformation:stack-id": "arn"],
                "CloudFormation orders-prod"
            ),
            (["serverless:service": "shop"], "Serverless shop"), (["aws-cdk:app": "shop"], "CDK shop"),
            (["Terraform": "true"], "Terraform "), (["ManagedBy": "terraform"], "Terraform "),
            (["managed-by": "hand"], nil),
        ] as [([String: String], String?)]
    )
    func ownersAreReadFromTags(_ tags: [String: String], _ owner: String?) {
        #expect(APIOwner(tags: tags).map { "\($0.tool) \($0.stack)" } == owner)
    }

    @Test func dozensOfStacksAreOneThingToKnow() {
        func owned(_ tool: String, _ stack: String, _ count: Int, _ line: Int) -> PlanNotice {
            PlanNotice(kind: .owned(APIOwner(tool: tool, stack: stack)), count: count, line: line, example: "api (a1)")
        }
        let notices = [
            PlanNotice(kind: .drifted, count: 3, line: 9, example: "x"),
            owned("CloudFormation", "orders-prod", 2, 4), owned("Terraform", "", 5, 5),
            owned("CloudFormation", "payments-prod", 1, 7), owned("CDK", "shop", 1, 8),
        ]
        let gathered = PlanNotice.gathered(notices)
        #expect(gathered.count == 4)
        #expect(gathered[1].summary == "3 APIs belong to CloudFormation: the next deploys of 2 stacks will undo this")
        #expect(gathered[1].example == "orders-prod, payments-prod")
        #expect(gathered[1].line == 4)
        #expect([gathered[0], gathered[2], gathered[3]] == [notices[0], notices[2], notices[4]])
    }
}
