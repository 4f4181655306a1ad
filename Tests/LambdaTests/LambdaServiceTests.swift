import AWSCore
import HTTPTypes
import Lambda
import Pacing
import Synchronization
import Testing

@Suite struct LambdaServiceTests {
    private static let text = "arn:aws:lambda:us-east-1:111122223333:function:orders:live"
    private static let path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A111122223333%3Afunction%3Aorders"

    private func function() throws -> FunctionARN { try #require(FunctionARN(Self.text)) }

    private func permission() throws -> Permission {
        let source = InvocationSource(partition: "aws", region: "us-east-1", accountID: "111122223333", apiID: "a1")
        return Permission(for: source, to: try function())
    }

    @Test func aConfigurationIsAskedForWithTheQualifierInTheQuery() async throws {
        let script = LambdaScript([
            (
                200,
                #"{"Configuration":{"Timeout":60,"State":"Failed","StateReason":"no image","LastUpdateStatus":"Successful"},"Code":{}}"#
            )
        ])
        let function = try function()
        let configuration = try await script.with { try await $0.configuration(of: function) }
        #expect(configuration?.timeout == 60)
        #expect(configuration?.stateReason == "no image")
        #expect(configuration?.isUnusable == true)
        #expect(script.sent == [.init("functions", "GET", Self.path + "?Qualifier=live")])
    }

    @Test func withoutAQualifierThereIsNoQuery() async throws {
        let script = LambdaScript([
            (200, #"{"Configuration":{"State":"Active"}}"#), (200, #"{"Policy":"{\"Statement\":[]}"}"#),
        ])
        let function = try function().unqualified
        try await script.with { service in
            let configuration = try await service.configuration(of: function)
            let policy = try await service.policy(of: function)
            #expect(configuration?.isUnusable == false)
            #expect(policy?.statements == [])
        }
        #expect(script.sent.map(\.path) == [Self.path, Self.path + "/policy"])
    }

    @Test func whatIsMissingIsNil() async throws {
        let missing = #"{"Message":"The resource you requested does not exist.","Type":"User"}"#
        let script = LambdaScript([(404, missing), (404, missing), (404, missing)])
        let function = try function()
        try await script.with { service in
            let configuration = try await service.configuration(of: function)
            let policy = try await service.policy(of: function)
            let wasThere = try await service.remove("s", from: function)
            #expect(configuration == nil)
            #expect(policy == nil)
            #expect(!wasThere)
        }
    }

    @Test func aPolicyComesAsATextInTheAnswer() async throws {
        let policy =
            #"{"Policy":"{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[{\"Sid\":\"s1\",\"Effect\":\"Allow\"}]}","RevisionId":"r"}"#
        let script = LambdaScript([(200, policy)])
        let function = try function()
        let found = try await script.with { try await $0.policy(of: function) }
        #expect(found?.hasStatement("s1") == true)
        #expect(found?.hasStatement("s2") == false)
        #expect(found?.size == 83)
        #expect(script.sent == [.init("policies", "GET", Self.path + "/policy?Qualifier=live")])
    }

    @Test(arguments: [
        (#"{}"#, "there is no Policy"),
        (#"{"Policy":"[]"}"#, "the policy could not be read: it has no Statement"),
        ("[]", "expected an object, found an array"),
    ])
    func aPolicyThatCannotBeReadIsNoEmptyOne(body: String, problem: String) async throws {
        let script = LambdaScript([(200, body)])
        let function = try function()
        await #expect(throws: UnreadableAnswer(problem: problem)) {
            try await script.with { try await $0.policy(of: function) }
        }
    }

    @Test func aPermissionIsAPostOfItsStatement() async throws {
        let script = LambdaScript([(201, #"{"Statement":"{}"}"#)])
        let permission = try permission()
        let addition = try await script.with { try await $0.add(permission) }
        #expect(addition == .added)
        let body =
            #"{"StatementId":"apigw-migrate-a1","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com","#
            + #""SourceArn":"arn:aws:execute-api:us-east-1:111122223333:a1/*/*"}"#
        #expect(script.sent == [.init("changes", "POST", Self.path + "/policy?Qualifier=live", body)])
    }

    @Test(arguments: [(409, "ResourceConflictException"), (412, "PreconditionFailedException")])
    func aConflictIsNoFailure(status: Int, code: String) async throws {
        let script = LambdaScript([
            (status, #"{"message":"The statement id (s) provided already exists.","__type":"\#(code)"}"#)
        ])
        let permission = try permission()
        let addition = try await script.with { try await $0.add(permission) }
        #expect(addition == .conflict("The statement id (s) provided already exists."))
    }

    @Test func otherRefusalsAreErrors() async throws {
        let script = LambdaScript([
            (400, #"{"message":"The final policy size (20749) is bigger","code":"PolicyLengthExceededException"}"#)
        ])
        let permission = try permission()
        let error = await #expect(throws: AWSError.self) { try await script.with { try await $0.add(permission) } }
        #expect(error?.code == "PolicyLengthExceededException")
        #expect(error?.operation == "AddPermission")
    }

    @Test func aStatementIsTakenOutByItsId() async throws {
        let script = LambdaScript([(204, "")])
        let function = try function()
        let wasThere = try await script.with { try await $0.remove("a/b", from: function) }
        #expect(wasThere)
        #expect(script.sent == [.init("changes", "DELETE", Self.path + "/policy/a%2Fb?Qualifier=live")])
    }
}

/// Answers with a list of statuses and bodies, in order, and keeps what was sent and by which of the clients.
final class LambdaScript: Sendable {
    struct Sent: Sendable, Equatable {
        var client: String
        var method: String
        var path: String
        var body: String?

        init(_ client: String, _ method: String, _ path: String, _ body: String? = nil) {
            (self.client, self.method, self.path, self.body) = (client, method, path, body)
        }
    }

    private struct Client: HTTPTransport {
        struct Exhausted: Error {}

        var name: String
        var script: LambdaScript

        func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
            let body = body.map { String(decoding: $0, as: UTF8.self) }
            let answer = script.state.withLock { state -> (Int, String)? in
                state.sent.append(Sent(name, request.method.rawValue, request.path ?? "", body))
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
            guard let (status, text) = answer else { throw Exhausted() }
            let head = HTTPResponse(status: HTTPResponse.Status(code: status))
            return TransportResponse(head: head, body: Array(text.utf8))
        }
    }

    private let state: Mutex<(answers: [(Int, String)], sent: [Sent])>

    init(_ answers: [(Int, String)]) {
        state = Mutex((answers, []))
    }

    var sent: [Sent] { state.withLock { $0.sent } }

    func with<Value: Sendable>(_ body: (LambdaService) async throws -> Value) async throws -> Value {
        try await RequestGate.withGate(concurrency: 4) { gate in
            func client(_ name: String) throws -> AWSClient {
                AWSClient(
                    signer: nil,
                    credentials: nil,
                    endpoint: try Endpoint(url: "http://127.0.0.1:9"),
                    transport: Client(name: name, script: self),
                    gate: gate,
                    group: gate.makeGroup(rate: nil, burst: 1),
                    retry: RetryPolicy(maxAttempts: 1)
                )
            }
            let service = LambdaService(
                functions: try client("functions"),
                policies: try client("policies"),
                changes: try client("changes")
            )
            return try await body(service)
        }
    }
}
