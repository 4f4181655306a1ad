import Foundation
import Sandbox
import Testing

/// From "all functions get a new name" to a manifest that goes through `validate` and `apply`.
@Suite(.turns)
struct DiscoverTests {
    static let account = "000000000001"

    static func function(_ name: String, region: String = "us-east-1") -> String {
        "arn:aws:lambda:\(region):\(account):function:\(name)"
    }

    static func invocation(_ arn: String, region: String = "us-east-1") -> String {
        "arn:aws:apigateway:\(region):lambda:path/2015-03-31/functions/\(arn)/invocations"
    }

    /// Two APIs in two regions: both spellings of a Lambda URI, a URL, a stage variable.
    static func state() throws -> SandboxState {
        let state = SandboxState()
        for region in ["us-east-1", "eu-west-1"] {
            let scope = SandboxScope(account: account, region: region)
            var orders = SandboxAPI(apiID: "orders0001", name: "orders, \(region)")
            orders.tags = ["stage": "prod"]
            state.put(orders, in: scope)
            state.put(SandboxAPI(apiID: "admin00001", name: "admin"), in: scope)
            let uris = [
                "int0001": function("orders-list", region: region),
                "int0002": invocation(function("orders-get:live", region: region), region: region),
                "int0003": function("users", region: region),
                "int0004": function("orders-${stageVariables.fn}", region: region),
            ]
            for (id, uri) in uris {
                try state.put(
                    SandboxIntegration(integrationID: id, integrationURI: uri),
                    apiID: "orders0001",
                    in: scope
                )
            }
            var web = SandboxIntegration(
                integrationID: "int0009",
                integrationType: "HTTP_PROXY",
                integrationURI: "http://api.internal/{proxy}"
            )
            web.timeoutInMillis = 29_000
            try state.put(web, apiID: "admin00001", in: scope)
        }
        return state
    }

    private func withBench(
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        try await withSandbox(SandboxConfiguration(state: try Self.state(), pageSize: 2)) { sandbox in
            try await Workbench.with { bench in try await body(bench, sandbox) }
        }
    }

    @Test func functionsAreReplacedInEveryRegionAndTheManifestIsAppliedAsItIs() async throws {
        try await withBench { bench, sandbox in
            let arguments = ["discover", "--regions", "us-east-1,eu-west-1", "--lambda", "orders-*=orders-*-v2"]
            let found = try await bench.run(arguments + ["--out", "rows.csv"], on: sandbox)
            #expect(
                found.errors == """
                    4 APIs, 10 integrations, 10 selected: 4 rows
                    --lambda 'orders-*=orders-*-v2': 4 changed, such as orders0001/int0001: \
                    …orders-list -> …orders-list-v2
                    left out: 2 integrations, a stage variable decides which function it is
                    Next: apigw-migrate plan rows.csv --endpoint-url URL

                    """
            )
            #expect(found.output == "")
            #expect(found.ending == .exit(0))
            let table = Table(try bench.data("rows.csv"))
            #expect(
                table.columns == [
                    "api_id", "integration_id", "region", "account_id", "integration_uri", "expect.integration_uri",
                    "info.api_name", "info.protocol_type", "info.api_gateway_managed",
                ]
            )
            #expect(table.rows.map { $0["region"] } == ["us-east-1", "us-east-1", "eu-west-1", "eu-west-1"])
            #expect(table.rows.map { $0["integration_id"] } == ["int0001", "int0002", "int0001", "int0002"])
            #expect(table.rows[1]["integration_uri"] == Self.invocation(Self.function("orders-get-v2:live")))
            #expect(table.rows[1]["expect.integration_uri"] == Self.invocation(Self.function("orders-get:live")))
            #expect(table.rows[0]["info.api_name"] == "orders, us-east-1")

            let applied = try await bench.run("apply", "rows.csv", "--report", "report.csv", on: sandbox)
            #expect(applied.ending == .exit(0), "\(applied.errors)")
            let report = Table(try bench.data("report.csv"))
            #expect(report.counts("outcome") == ["updated": 4])
            #expect(report.rows[0]["info.api_name"] == "orders, us-east-1")
            let scope = SandboxScope(account: Self.account, region: "eu-west-1")
            let live = sandbox.state.integration("int0002", apiID: "orders0001", in: scope)?.integrationURI
            let wanted = Self.function("orders-get-v2:live", region: "eu-west-1")
            #expect(live == Self.invocation(wanted, region: "eu-west-1"))

            let again = try await bench.run(arguments, on: sandbox)
            #expect(again.output == table.columns.joined(separator: ",") + "\n")
            #expect(again.errors.contains("--lambda 'orders-*=orders-*-v2': 0 changed, 4 already so"))
            #expect(again.ending == .exit(0))
        }
    }

    @Test func withoutEditsASheetIsWrittenThatChangesNothing() async throws {
        try await withBench { bench, sandbox in
            let found = try await bench.run("discover", "--out", "rows.csv", on: sandbox)
            #expect(found.errors.hasSuffix("5 selected: 5 rows\nNext: apigw-migrate validate rows.csv\n"))
            let table = Table(try bench.data("rows.csv"))
            #expect(table.rows.map { $0["timeout_in_millis"] } == table.rows.map { $0["expect.timeout_in_millis"] })
            let valid = try await bench.run("validate", "rows.csv")
            #expect(valid.output == "rows.csv: 5 rows, 2 APIs, all valid\n", "\(valid.errors)")
            let applied = try await bench.run("apply", "rows.csv", "--report", "report.csv", on: sandbox)
            #expect(applied.ending == .exit(0))
            #expect(Table(try bench.data("report.csv")).counts("outcome") == ["unchanged": 5])
        }
    }

    @Test func rewritesValuesAndSelectionsWorkTogether() async throws {
        try await withBench { bench, sandbox in
            let found = try await bench.run(
                [
                    "discover", "--api", "adm*", "--protocol", "http", "--rewrite",
                    "integration_uri=s|^http://api.internal|https://api.example.com|", "--set",
                    "timeout_in_millis=20000",
                    "--where", "IntegrationType=='HTTP_PROXY' && Api.Name=='admin'", "--format", "jsonl",
                ],
                on: sandbox
            )
            #expect(
                found.output == """
                    {"api_id":"admin00001","integration_id":"int0009","region":"us-east-1","account_id":"000000000001",\
                    "integration_uri":"https://api.example.com/{proxy}","timeout_in_millis":20000,\
                    "expect":{"integration_uri":"http://api.internal/{proxy}","timeout_in_millis":29000},\
                    "info.api_name":"admin","info.protocol_type":"HTTP"}

                    """
            )
            #expect(found.ending == .exit(0))
            let valid = try await bench.run(["validate", "-", "--format", "jsonl"], input: found.output)
            #expect(valid.ending == .exit(0), "\(valid.errors)")
        }
    }

    @Test func aTagSelectsAPIs() async throws {
        try await withBench { bench, sandbox in
            let found = try await bench.run(
                "discover",
                "--tag",
                "stage=prod",
                "--lambda-qualifier",
                "live",
                "--lambda",
                "users",
                on: sandbox
            )
            #expect(found.output.split(separator: "\n").count == 2)
            #expect(found.output.contains(Self.function("users:live")))
        }
    }

    @Test func aMapReplacesFunctionsAndSaysWhichLinesConcernNothing() async throws {
        try await withBench { bench, sandbox in
            try bench.write("map.csv", "old,new\nusers,people\ngone,new\n")
            let found = try await bench.run("discover", "--lambda-map", "map.csv", "--out", "rows.csv", on: sandbox)
            #expect(found.errors.contains("map.csv:2: users=people: 1 changed, such as orders0001/int0003: "))
            #expect(found.errors.contains("warning: map.csv:3: gone=new concerns nothing\n"))
            #expect(found.ending == .exit(0))
            #expect(Table(try bench.data("rows.csv")).rows.map { $0["integration_uri"] } == [Self.function("people")])
        }
    }

    @Test(arguments: [
        ["--lambda", "gone=new"], ["--rewrite", "description=s/x/y/"], ["--api", "none*", "--set", "description=d"],
    ])
    func anEditThatConcernsNothingIsAMistakeAndLeavesNoManifest(_ options: [String]) async throws {
        try await withBench { bench, sandbox in
            try bench.write("rows.csv", "as it was")
            let found = try await bench.run(["discover", "--out", "rows.csv"] + options, on: sandbox)
            #expect(found.errors.hasSuffix(" concerns no integration; no manifest was written\n"))
            #expect(found.ending == .exit(65))
            #expect(try bench.text("rows.csv") == "as it was")
            #expect(try bench.files() == ["rows.csv"])
        }
    }

    @Test func anEditThatMakesNoValidValueIsAMistake() async throws {
        try await withBench { bench, sandbox in
            let found = try await bench.run("discover", "--rewrite", "timeout_in_millis=s/^29/40/", on: sandbox)
            #expect(found.output == "")
            #expect(found.errors.contains("admin00001/int0009: timeout_in_millis: '40000' is out of range"))
            #expect(found.errors.hasSuffix("; no manifest was written\n"))
            #expect(found.ending == .exit(65))
        }
    }

    @Test(arguments: [
        (["--lambda", "a=b=c d"], "'b=c d' is neither the name of a Lambda function nor its ARN"),
        (["--rewrite", "integration_uri=x"], "'x' is not of the form s/REGEX/TEXT/"),
        (["--set", "timeout=1"], "'timeout': unknown column; the nearest known one is timeout_in_millis"),
        (["--where", "length("], "--where: "), (["--where", "nope(@)"], "--where: "),
        (["--columns", "uri"], "'uri' is no member"),
    ])
    func whatCannotBeMeantIsRefusedBeforeAnyCall(_ options: [String], _ message: String) async throws {
        try await withBench { bench, sandbox in
            let found = try await bench.run(["discover"] + options, on: sandbox)
            #expect(found.errors.contains(message), "\(found.errors)")
            #expect(found.ending == .exit(64))
            #expect(sandbox.requests.allSatisfy { $0.operation == .getCallerIdentity })
        }
    }

    @Test func anAccountThatCannotBeReadIsNamedAndTheOthersAreComplete() async throws {
        try await withBench { bench, sandbox in
            let keys = "aws_secret_access_key = \(SandboxServer.secretAccessKey)"
            try bench.writeHome(
                ".aws/config",
                """
                [profile good]
                aws_access_key_id = \(SandboxServer.accessKeyID())
                \(keys)
                [profile bad]
                aws_access_key_id = AKIAWRONG
                \(keys)
                """
            )
            try bench.write("accounts.csv", "Profile,Account ID\nbad,\ngood,\(Self.account)\n")
            var bench = bench.withoutKeys(endpointURL: sandbox.url)
            bench.environment["AWS_REGION"] = "us-east-1"
            let arguments = ["discover", "--accounts", "accounts.csv", "--lambda", "users=people"]
            let found = try await bench.run(arguments)
            #expect(found.output.split(separator: "\n").count == 2)
            #expect(found.errors.contains("not read: profile bad, us-east-1"))
            #expect(
                found.errors.hasSuffix("1 account and region not read to the end; the manifest lacks what is there\n")
            )
            #expect(found.ending == .exit(1))
        }
    }

    @Test func routesSayWhatIsUsed() async throws {
        try await withBench { bench, sandbox in
            let scope = SandboxScope(account: Self.account, region: "us-east-1")
            let route = SandboxRoute(routeID: "r1", routeKey: "GET /orders", integrationID: "int0001")
            try sandbox.state.put(route, apiID: "orders0001", in: scope)
            let used = try await bench.run("discover", "--used", "--columns", "integration_uri", on: sandbox)
            #expect(used.output.split(separator: "\n").count == 2)
            #expect(used.output.contains(",GET /orders\n"))
            let orphans = try await bench.run("discover", "--orphans", "--columns", "integration_uri", on: sandbox)
            #expect(orphans.output.split(separator: "\n").count == 5)
        }
    }

    @Test func whatQuickCreateHasMadeIsMarkedInManifestAndPlan() async throws {
        try await withBench { bench, sandbox in
            var quick = SandboxIntegration(integrationID: "quick", integrationURI: Self.function("users"))
            quick.apiGatewayManaged = true
            let scope = SandboxScope(account: Self.account, region: "us-east-1")
            try sandbox.state.put(quick, apiID: "admin00001", in: scope)
            let found = try await bench.run("discover", "--lambda", "users=people", "--out", "rows.csv", on: sandbox)
            #expect(found.ending == .exit(0))
            let rows = Table(try bench.data("rows.csv")).rows
            #expect(rows.map { $0["info.api_gateway_managed"] } == ["true", ""])
            let lines = try await bench.run(["discover", "--lambda", "users=people", "--format", "jsonl"], on: sandbox)
            let marked = lines.output.split(separator: "\n").map { $0.contains(#""info.api_gateway_managed":true"#) }
            #expect(marked == [true, false])
            let plan = try await bench.run("plan", "rows.csv", on: sandbox)
            let sentence = "  1 row changes an integration that quick create made, which can be changed and"
            #expect(plan.output.contains(sentence))
            #expect(plan.output.contains("rows.csv:2: admin (admin00001/quick)\n"))
            let applied = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(applied.ending == .exit(0))
        }
    }

    @Test func aDashIsStandardOutput() async throws {
        try await withBench { bench, sandbox in
            let found = try await bench.run("discover", "--lambda", "users=people", "--out", "-", on: sandbox)
            #expect(found.output.hasPrefix("api_id,integration_id,"))
            #expect(!found.errors.contains("Next:"))
            #expect(try bench.files() == [])
        }
    }
}
