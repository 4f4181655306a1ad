import Testing

@testable import Reports

/// The screen of a plan, at 80 and 200 columns.
@Suite struct PlanTextTests {
    private static let group = PlannedGroup(credentials: "profile prod", region: "eu-west-1", accountID: "111122223333")

    private static func uri(_ function: String) -> String {
        "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
            + "arn:aws:lambda:eu-west-1:111122223333:function:\(function)/invocations"
    }

    private static func plan(showing limit: Int? = 50) -> PlanOverview {
        let owner = APIOwner(tool: "CloudFormation", stack: "orders-prod")
        var orders = PlannedAPI(name: "orders", protocolType: "HTTP", owner: owner)
        orders.routes = ["int2": ["POST /orders"]]
        var plan = PlanOverview(
            apis: [
                PlannedAPI.Key(group: group, id: "a1b2c3"): orders,
                PlannedAPI.Key(group: group, id: "d4e5f6"): PlannedAPI(name: "users", protocolType: "WEBSOCKET"),
            ],
            showing: limit
        )
        func row(_ line: Int, _ api: String, _ fate: PlannedRow.Fate, _ changes: [ValueChange] = []) -> PlannedRow {
            PlannedRow(
                number: line - 1,
                line: line,
                group: group,
                apiID: api,
                integrationID: "int\(line)",
                fate: fate,
                changes: changes
            )
        }
        func change(_ function: String) -> [ValueChange] {
            [
                ValueChange(name: "integration_uri", before: uri(function), after: uri("\(function)-v2")),
                ValueChange(name: "timeout_in_millis", before: "30000", after: "12000"),
            ]
        }
        plan.add(row(2, "a1b2c3", .change, change("orders-create")))
        plan.add(row(3, "a1b2c3", .change, change("orders-list")))
        plan.add(row(4, "a1b2c3", .unchanged))
        let message = "API a1b2c3 has no integration int5\u{1B}[2J"
        plan.add(row(5, "a1b2c3", .fail(code: "NotFoundException", kind: "integration not found", message: message)))
        plan.add(
            row(6, "d4e5f6", .change, [ValueChange(name: "payload_format_version", before: "1.0", after: "2.0")])
        )
        return plan
    }

    private static let facts = PlanFacts(
        title: "Plan RUN",
        manifest: "rows.csv",
        digest: "3f9a2c71d0e4",
        rate: 8,
        burst: 2,
        next: "apigw-migrate apply rows.csv"
    )

    private static func text(_ width: Int, showing limit: Int? = 50) -> String {
        PlanText(plan(showing: limit), facts, width: width).lines.map { $0.text() + "\n" }.joined()
    }

    @Test func aScreenOf80Columns() {
        #expect(
            Self.text(80) == """
                Plan RUN of rows.csv: 3 of 5 rows to change

                Unusual:
                  1 row will fail: NotFoundException, integration not found
                     rows.csv:5: API a1b2c3 has no integration int5\\u{1B}[2J
                  1 row changes payload_format_version 1.0 to 2.0: functions that were written
                     for the other event break
                     rows.csv:6: 1.0 → 2.0
                  1 API belongs to CloudFormation: the next deploy of stack orders-prod will
                     undo this
                     rows.csv:2: orders (a1b2c3)

                Edits:
                  2 rows  integration_uri         {+-v2+}
                          rows.csv:2  …-1:111122223333:function:orders-create{+-v2+}/invocations
                  2 rows  timeout_in_millis       30000 → 12000  rows.csv:2
                   1 row  payload_format_version  1.0 → 2.0  rows.csv:6

                Changes:
                  orders (a1b2c3), HTTP, profile prod, eu-west-1 (account 111122223333)
                    int2  POST /orders  line 2
                      integration_uri    …111122223333:function:orders-create{+-v2+}/invocations
                      timeout_in_millis  30000 → 12000
                    int3  line 3
                      integration_uri    …1:111122223333:function:orders-list{+-v2+}/invocations
                      timeout_in_millis  30000 → 12000
                  users (d4e5f6), WEBSOCKET, profile prod, eu-west-1 (account 111122223333)
                    int6  line 6
                      payload_format_version  1.0 → 2.0

                3 to change, 1 unchanged, 1 will fail, 6 calls, digest 3f9a2c71d0e4
                Next: apigw-migrate apply rows.csv

                """
        )
    }

    @Test func aWideScreenShowsWholeValues() {
        let text = Self.text(200)
        #expect(
            text.contains(
                "integration_uri    \(Self.uri("orders-create").replacing("/invocations", with: "{+-v2+}/invocations"))\n"
            )
        )
        #expect(!text.contains("…"))
    }

    @Test(arguments: [60, 80, 81, 120, 200])
    func noLineOfChangesIsWiderThanTheScreen(_ width: Int) {
        let lines = PlanText(Self.plan(), Self.facts, width: width).lines.drop { $0.text() != "Edits:" }
        let wide = lines.filter {
            $0.text().count > width && !$0.text().contains("digest") && !$0.text().contains("Next")
        }
        // A header names the API, its account and region in full.
        #expect(wide.allSatisfy { $0.text().contains("account") })
    }

    @Test func rowsBeyondTheLimitAreCounted() {
        let text = Self.text(80, showing: 1)
        #expect(text.contains("  … and 2 more rows; --show all shows them\n"))
        #expect(!text.contains("int3"))
    }

    @Test func aPlanWithoutChangesIsShort() {
        var plan = PlanOverview(showing: 50)
        plan.add(
            PlannedRow(
                number: 1,
                line: 2,
                group: Self.group,
                apiID: "a",
                integrationID: "i",
                fate: .unchanged
            )
        )
        let facts = PlanFacts(title: "Plan RUN", manifest: "rows.csv", rate: 8, burst: 32)
        #expect(
            PlanText(plan, facts, width: 80).lines.map { $0.text() } == [
                "Plan RUN of rows.csv: nothing to change", "", "0 to change, 1 unchanged",
            ]
        )
    }

    @Test func editsThatAreDifferentInEveryRowAreOneLine() {
        var plan = PlanOverview(showing: 0)
        for line in 2...31 {
            plan.add(
                PlannedRow(
                    number: line - 1,
                    line: line,
                    group: Self.group,
                    apiID: "a",
                    integrationID: "i\(line)",
                    fate: .change,
                    changes: [ValueChange(name: "description", before: nil, after: "number \(line)")]
                )
            )
        }
        let text = PlanText(plan, Self.facts, width: 80).lines.map { $0.text() + "\n" }.joined()
        let edits = """
            Edits:
              30 rows  description  30 different changes, such as
                       rows.csv:2  (none) → number 2

            """
        #expect(text.contains(edits))
    }

    @Test func coloursMarkWhatDiffersWithoutSigns() {
        let lines = PlanText(Self.plan(), Self.facts, width: 80).lines
        let styled = lines.map { $0.text { role, text in role == .added ? "<b>\(text)</b>" : text } }
        #expect(styled.contains { $0.contains("orders-create<b>-v2</b>/invocations") })
    }
}
