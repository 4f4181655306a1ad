import Foundation
import Testing

@testable import Sandbox

/// Lambda's four operations, with the texts and statuses of the recorded service.
@Suite struct LambdaServiceTests {
    private static let arn = "arn:aws:lambda:us-east-1:000000000001:function:f"
    private static let statement = #"""
        {"StatementId":"s3","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com",
        "SourceArn":"arn:aws:execute-api:us-east-1:000000000001:a1/*/*","SourceAccount":"000000000001"}
        """#

    private func bench(quota: SandboxConfiguration.Quota? = nil) -> ServiceBench {
        let state = SandboxState()
        var function = SandboxFunction(functionName: "f", versions: ["1", "2"], aliases: ["live": "2"])
        function.timeout = 30
        state.put(function)
        return ServiceBench(SandboxConfiguration(state: state, quota: quota, checksSignatures: false))
    }

    private func call(_ method: String, _ rest: String, region: String = "us-east-1", body: String = "")
        -> SignedRequest
    {
        .claimed(method, "/2015-03-31/functions/" + rest, service: "lambda", region: region, body: body)
    }

    @Test(arguments: [
        ("f", Self.arn, "$LATEST"), ("f:live", Self.arn + ":live", "2"), ("f?Qualifier=1", Self.arn + ":1", "1"),
        ("000000000001:function:f", Self.arn, "$LATEST"),
        ("arn%3Aaws%3Alambda%3Aus-east-1%3A000000000001%3Afunction%3Af%3Alive?Qualifier=live", Self.arn + ":live", "2"),
    ])
    func aFunctionIsFoundByEachOfItsNames(_ name: String, _ arn: String, _ version: String) async throws {
        let reply = try await bench().send(call("GET", name), at: 0)
        #expect(reply.status == 200)
        #expect(try reply.member("Configuration.FunctionArn") == arn)
        #expect(try reply.member("Configuration.Version") == version)
        #expect(try reply.member("Configuration.Timeout", as: Int.self) == 30)
        #expect(try reply.member("Configuration.State") == "Active")
    }

    @Test(arguments: [
        (
            "GET", "g", 404, "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000001:function:g"
        ),
        ("GET", "f:old", 404, "ResourceNotFoundException", "Function not found: " + Self.arn + ":old"),
        (
            "GET", "f:live?Qualifier=1", 400, "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier."
        ),
        ("GET", "f/policy", 404, "ResourceNotFoundException", "The resource you requested does not exist."),
        ("GET", "g/policy", 404, "ResourceNotFoundException", "The resource you requested does not exist."),
        (
            "POST", "f/policy?Qualifier=%24LATEST", 400, "InvalidParameterValueException",
            "We currently do not support adding policies for $LATEST."
        ),
        ("POST", "f:old/policy", 404, "ResourceNotFoundException", "Cannot find alias arn: " + Self.arn + ":old"),
        ("POST", "f:42/policy", 404, "ResourceNotFoundException", "Function not found: " + Self.arn + ":42"),
    ])
    func refusalsHaveTheServicesTexts(
        _ method: String,
        _ rest: String,
        _ status: Int,
        _ type: String,
        _ message: String
    ) async throws {
        let reply = try await bench().send(call(method, rest, body: Self.statement), at: 0)
        #expect(reply.status == status)
        #expect(reply.errorType == type)
        let member = status == 400 ? "message" : "Message"
        #expect(try reply.member(member) == message)
        #expect(try reply.member("Type") == "User")
    }

    @Test func aStatementIsAddedShownAndTakenBack() async throws {
        let bench = bench()
        let added = try await bench.send(call("POST", "f:live/policy", body: Self.statement), at: 0)
        #expect(added.status == 201)
        let policy = try await bench.send(call("GET", "f/policy?Qualifier=live"), at: 0)
        let text = try #require(try policy.member("Policy"))
        let whole = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
        let expected: NSDictionary = [
            "Version": "2012-10-17", "Id": "default",
            "Statement": [
                [
                    "Sid": "s3", "Effect": "Allow", "Principal": ["Service": "apigateway.amazonaws.com"],
                    "Action": "lambda:InvokeFunction", "Resource": Self.arn + ":live",
                    "Condition": [
                        "StringEquals": ["AWS:SourceAccount": "000000000001"],
                        "ArnLike": ["AWS:SourceArn": "arn:aws:execute-api:us-east-1:000000000001:a1/*/*"],
                    ],
                ]
            ],
        ]
        #expect(whole == expected)
        // The policy is the alias's alone.
        #expect(try await bench.send(call("GET", "f/policy"), at: 0).status == 404)
        #expect(try await bench.send(call("GET", "f:2/policy"), at: 0).status == 404)

        let again = try await bench.send(call("POST", "f:live/policy", body: Self.statement), at: 0)
        #expect(again.status == 409)
        #expect(again.errorType == "ResourceConflictException")
        #expect(
            try again.member("Message")
                == "The statement id (s3) provided already exists. Please provide a new statement id, "
                + "or remove the existing statement."
        )
        let removed = try await bench.send(call("DELETE", "f/policy/s3?Qualifier=live"), at: 0)
        #expect(removed.status == 204)
        #expect(removed.text == "")
        #expect(try await bench.send(call("GET", "f:live/policy"), at: 0).status == 404)
        #expect(try await bench.send(call("DELETE", "f:live/policy/s3"), at: 0).status == 404)
    }

    @Test func anotherRevisionThanTheLatestIsRefused() async throws {
        let bench = bench()
        _ = try await bench.send(call("POST", "f/policy", body: Self.statement), at: 0)
        let first = try #require(try await bench.send(call("GET", "f/policy"), at: 0).member("RevisionId"))
        #expect(first.utf8.count == 36)
        let body = Self.statement.replacing("s3", with: "s4").dropLast() + #","RevisionId":"\#(first)"}"#
        #expect(try await bench.send(call("POST", "f/policy", body: String(body)), at: 0).status == 201)
        let stale = try await bench.send(call("DELETE", "f/policy/s3?RevisionId=\(first)"), at: 0)
        #expect(stale.status == 412)
        #expect(stale.errorType == "PreconditionFailedException")
    }

    @Test func aPolicyHasItsLimit() async throws {
        let bench = bench()
        var statuses: [Int] = []
        for number in 0..<100 {
            let body = Self.statement.replacing("s3", with: "s\(number)")
            statuses.append(try await bench.send(call("POST", "f/policy", body: body), at: 0).status)
        }
        let fitting = try #require(statuses.firstIndex(of: 400))
        // A statement of this form has 300 to 400 bytes of the 20,480.
        #expect((50...70).contains(fitting))
        let text = try #require(try await bench.send(call("GET", "f/policy"), at: 0).member("Policy"))
        #expect(text.utf8.count <= 20_480)
    }

    @Test func everyKindOfCallHasAQuotaOfItsOwn() async throws {
        let bench = bench(quota: .service)
        func admitted(_ request: SignedRequest, _ count: Int) async throws -> Int {
            var served = 0
            for _ in 0..<count where try await bench.send(request, at: 0).status != 429 { served += 1 }
            return served
        }
        #expect(try await admitted(call("GET", "f"), 150) == 100)
        #expect(try await admitted(call("GET", "f/policy"), 30) == 15)
        #expect(try await admitted(call("DELETE", "f/policy/x"), 30) == 15)
        #expect(try await admitted(.claimed("GET", "/v2/apis"), 60) == 40)
        let refused = try await bench.send(call("GET", "f"), at: 0)
        #expect(refused.errorType == "TooManyRequestsException")
        #expect(try refused.member("Reason") == "CallerRateLimitExceeded")
    }

    @Test func otherAccountsAndRegionsAreOutOfReach() async throws {
        let bench = bench()
        let other = "arn:aws:lambda:us-east-1:000000000002:function:f"
        #expect(try await bench.send(call("GET", other), at: 0).status == 403)
        #expect(try await bench.send(call("GET", Self.arn, region: "eu-west-1"), at: 0).status == 404)
    }
}
