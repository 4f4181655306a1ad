import Foundation
import Testing

@testable import Sandbox

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The whole server, over a real connection.
@Suite struct SandboxServerTests {
    private func configuration(
        _ state: SandboxState = .generated(apis: 2, integrations: 5),
        faults: [SandboxFault: Double] = [:],
        quota: SandboxConfiguration.Quota? = nil,
        checksSignatures: Bool = false
    ) -> SandboxConfiguration {
        SandboxConfiguration(
            state: state,
            quota: quota,
            faults: faults,
            checksSignatures: checksSignatures,
            pageSize: 2
        )
    }

    private struct Reply {
        var status: Int
        var headers: [String: String]
        var body: Data

        func object() throws -> NSDictionary {
            try #require(JSONSerialization.jsonObject(with: body) as? NSDictionary)
        }
    }

    private func send(
        _ sandbox: SandboxServer,
        _ path: String,
        method: String = "GET",
        headers: [String: String] = [:],
        body: String? = nil
    ) async throws -> Reply {
        var request = URLRequest(url: try #require(URL(string: sandbox.url + path)))
        request.httpMethod = method
        // As long as the whole suite may take: other tests may keep both threads busy.
        request.timeoutInterval = 1_800
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        let fields = http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return Reply(status: http.statusCode, headers: Dictionary(fields) { $1 }, body: data)
    }

    private func send(_ sandbox: SandboxServer, _ call: SignedRequest) async throws -> Reply {
        try await send(
            sandbox,
            call.path,
            method: call.method,
            headers: Dictionary(call.headers.map { ($0.name, $0.value) }) { $1 },
            body: call.body.isEmpty ? nil : String(decoding: call.body, as: UTF8.self)
        )
    }

    private func update(_ sandbox: SandboxServer, _ body: String) async throws -> Reply {
        let json = ["Content-Type": "application/json"]
        return try await send(
            sandbox,
            "/v2/apis/api0000001/integrations/int0001",
            method: "PATCH",
            headers: json,
            body: body
        )
    }

    @Test func anUpdateAnswersTheWholeIntegrationAndIsKept() async throws {
        try await withSandbox(configuration()) { sandbox in
            let reply = try await update(sandbox, #"{"timeoutInMillis":1234}"#)
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/json")
            #expect(reply.headers["x-amzn-requestid"]?.count == 36)
            let expected: NSDictionary = [
                "connectionType": "INTERNET", "integrationId": "int0001", "integrationMethod": "POST",
                "integrationType": "AWS_PROXY", "payloadFormatVersion": "2.0", "timeoutInMillis": 1234,
                "integrationUri": "arn:aws:lambda:us-east-1:000000000001:function:old-1-1",
            ]
            #expect(try reply.object() == expected)
            let get = try await send(sandbox, "/v2/apis/api0000001/integrations/int0001")
            #expect(try get.object() == expected)
            #expect(sandbox.state.integration("int0001", apiID: "api0000001")?.timeoutInMillis == 1234)
            #expect(sandbox.statistics.calls == [.updateIntegration: 1, .getIntegration: 1])
            let target = SandboxStatistics.Target(apiID: "api0000001", integrationID: "int0001")
            #expect(sandbox.statistics.updatesReceived == [target: 1])
            #expect(sandbox.statistics.updatesApplied == [target: 1])
        }
    }

    @Test func listingsComeInPages() async throws {
        try await withSandbox(configuration()) { sandbox in
            var ids: [String] = []
            var token: String?
            repeat {
                let query =
                    token.map { "?nextToken=" + $0.replacing("+", with: "%2B").replacing("=", with: "%3D") } ?? ""
                let page = try await send(sandbox, "/v2/apis/api0000001/integrations" + query).object()
                let items = try #require(page["items"] as? [NSDictionary])
                #expect(items.count <= 2)
                ids += items.compactMap { $0["integrationId"] as? String }
                token = page["nextToken"] as? String
            } while token != nil
            #expect(ids == ["int0001", "int0002", "int0003", "int0004", "int0005"])
            #expect(sandbox.statistics.calls[.getIntegrations] == 3)
        }
    }

    @Test(arguments: [
        ("/v2/apis/nope", 404, "NotFoundException", "Invalid API identifier specified 000000000001:nope"),
        (
            "/v2/apis/api0000001/integrations/nope", 404, "NotFoundException",
            "Invalid Integration identifier specified"
        ),
        ("/v2/apis?maxResults=x", 400, "BadRequestException", "Invalid value for maxResults: x"),
    ])
    func errorsHaveTheServicesForm(
        _ path: String,
        _ status: Int,
        _ type: String,
        _ message: String
    ) async throws {
        try await withSandbox(configuration()) { sandbox in
            let reply = try await send(sandbox, path)
            #expect(reply.status == status)
            #expect(reply.headers["x-amzn-errortype"] == type)
            #expect(try reply.object() == ["message": message])
            #expect(sandbox.requests.last?.errorCode == type)
        }
    }

    @Test func aThrottledCallIsAnsweredLikeTheServiceDoes() async throws {
        try await withSandbox(configuration(quota: .init(rate: 0.000_1, burst: 1))) { sandbox in
            _ = try await send(sandbox, "/v2/apis")
            let reply = try await send(sandbox, "/v2/apis")
            #expect(reply.status == 429)
            #expect(reply.headers["x-amzn-errortype"] == "TooManyRequestsException")
            #expect(reply.headers["retry-after"] == nil)
            #expect(String(decoding: reply.body, as: UTF8.self) == #"{"message":"Too Many Requests"}"#)
        }
    }

    @Test func unsignedAndOutdatedRequestsAreRefused() async throws {
        try await withSandbox(configuration(checksSignatures: true)) { sandbox in
            let unsigned = try await send(sandbox, "/v2/apis")
            #expect(unsigned.status == 403)
            #expect(unsigned.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException")
            let authorization =
                "AWS4-HMAC-SHA256 Credential=AKIASANDBOX000000000001/20200101/us-east-1/apigateway/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=00"
            let headers = ["Authorization": authorization, "X-Amz-Date": "20200101T000000Z"]
            let outdated = try await send(sandbox, "/v2/apis", headers: headers)
            #expect(outdated.headers["x-amzn-errortype"] == "InvalidSignatureException")
            let message = try #require(try outdated.object()["message"] as? String)
            #expect(message.hasPrefix("Signature expired: 20200101T000000Z is now earlier than "))
            let form = try await send(sandbox, "/", method: "POST", body: "Action=GetCallerIdentity&Version=2011-06-15")
            #expect(form.status == 403)
            #expect(String(decoding: form.body, as: UTF8.self).contains("<Code>MissingAuthenticationToken</Code>"))
            #expect(sandbox.statistics.refused == 3)
            #expect(sandbox.statistics.totalCalls == 0)
        }
    }

    /// The vectors' signature is of a fixed time; the server is told that it is then.
    @Test(arguments: [(-600, "Signature expired: "), (0, ""), (600, "Signature not yet current: ")])
    func aServerMayBelieveInAnotherTime(_ offset: Int, _ refusal: String) async throws {
        var configuration = configuration(checksSignatures: true)
        let now = Int(Date().timeIntervalSince1970)
        configuration.clockOffset = .seconds(RecordedCall.signedAt - offset - now)
        try await withSandbox(configuration) { sandbox in
            let reply = try await send(sandbox, RecordedCall.listing)
            let date = try #require(reply.headers["date"])
            let passed = Int(Date().timeIntervalSince1970) - now + 1
            let believed = (0...passed).map { AmazonDate(seconds: RecordedCall.signedAt - offset + $0).httpDate }
            #expect(believed.contains(date))
            let message = try reply.object()["message"] as? String
            #expect(message?.hasPrefix(refusal) != false)
            #expect(reply.status == (refusal.isEmpty ? 200 : 403))
        }
    }

    @Test func whatWasHandedOutExpiresWhenTheClockIsMoved() async throws {
        var configuration = configuration(.generated(accounts: 2, apis: 1, integrations: 1), checksSignatures: true)
        // A signature may be minutes ahead of the server, which leaves 290 s until the end to a test that waits for others.
        configuration.clockOffset = .seconds(RecordedCall.expiration - 290 - Int(Date().timeIntervalSince1970))
        try await withSandbox(configuration) { sandbox in
            let assumed = try await send(sandbox, RecordedCall.assumeRole)
            #expect(assumed.status == 200)
            #expect(assumed.headers["content-type"] == "text/xml")
            #expect(try await send(sandbox, RecordedCall.listingOfRole).status == 200)
            sandbox.moveClock(by: .seconds(RecordedCall.expiration - Int(sandbox.clock.now)))
            let expired = try await send(sandbox, RecordedCall.listingOfRole)
            #expect(expired.headers["x-amzn-errortype"] == "ExpiredTokenException")
            #expect(try await send(sandbox, RecordedCall.listing).status == 200)
        }
    }

    @Test func instanceMetadataIsAtItsOwnPath() async throws {
        try await withSandbox(configuration(checksSignatures: true)) { sandbox in
            let lifetime = ["X-aws-ec2-metadata-token-ttl-seconds": "60"]
            let token = try await send(sandbox, "/latest/api/token", method: "PUT", headers: lifetime)
            #expect(token.headers["x-aws-ec2-metadata-token-ttl-seconds"] == "60")
            let text = String(decoding: token.body, as: UTF8.self)
            let roles = try await send(
                sandbox,
                "/latest/meta-data/iam/security-credentials/",
                headers: ["X-aws-ec2-metadata-token": text]
            )
            #expect(String(decoding: roles.body, as: UTF8.self) == "sandbox-role")
        }
    }

    @Test func tellsWhoCalls() async throws {
        try await withSandbox(configuration()) { sandbox in
            let reply = try await send(
                sandbox,
                "/",
                method: "POST",
                body: "Action=GetCallerIdentity&Version=2011-06-15"
            )
            let text = String(decoding: reply.body, as: UTF8.self)
            #expect(text.contains("<Account>000000000001</Account>"))
            #expect(text.contains("<Arn>arn:aws:iam::000000000001:user/sandbox</Arn>"))
        }
    }

    @Test(arguments: [
        (SandboxFault.resetBefore, false), (.resetAfter, true), (.truncated, true),
    ])
    func aBrokenConnectionIsAnErrorOfTheClient(_ fault: SandboxFault, _ isApplied: Bool) async throws {
        try await withSandbox(configuration()) { sandbox in
            sandbox.fail(fault, operation: .updateIntegration)
            await #expect(throws: (any Error).self) { try await update(sandbox, #"{"description":"new"}"#) }
            let isWritten = sandbox.state.integration("int0001", apiID: "api0000001")?.description == "new"
            #expect(isWritten == isApplied)
            let again = try await update(sandbox, #"{"description":"again"}"#)
            #expect(again.status == 200)
        }
    }

    @Test(arguments: [
        (SandboxFault.status500, 500, false), (.status503, 503, false), (.garbage, 200, true),
    ])
    func aFaultyAnswerComesWithItsStatus(_ fault: SandboxFault, _ status: Int, _ isApplied: Bool) async throws {
        try await withSandbox(configuration(faults: [fault: 1])) { sandbox in
            let reply = try await update(sandbox, #"{"description":"new"}"#)
            #expect(reply.status == status)
            #expect(sandbox.statistics.faults == [fault: 1])
            let isWritten = sandbox.state.integration("int0001", apiID: "api0000001")?.description == "new"
            #expect(isWritten == isApplied)
        }
    }

    @Test func aRequestThatHangsHoldsUpNoOtherAndNotTheEnd() async throws {
        try await withSandbox(configuration()) { sandbox in
            sandbox.fail(.hang, operation: .updateIntegration)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await update(sandbox, #"{"description":"new"}"#) }
                while sandbox.statistics.faults[.hang] == nil { await Task.yield() }
                let other = try await update(sandbox, #"{"description":"other"}"#)
                #expect(other.status == 200)
                group.cancelAll()
            }
        }
    }

    @Test func aLogLineHasNoHeadersAndItsBodyOnlyWhenAsked() {
        let request = SandboxRequest(
            time: 1_772_600_767.25,
            method: "PATCH",
            path: "/v2/apis/a/integrations/i",
            scope: .first,
            operation: .updateIntegration,
            apiID: "a",
            integrationID: "i",
            status: 429,
            errorCode: "TooManyRequestsException",
            isApplied: false,
            body: Array("{}".utf8)
        )
        let line = """
            {"time":"2026-03-04T05:06:07.250Z","method":"PATCH","path":"/v2/apis/a/integrations/i",\
            "account":"000000000001","region":"us-east-1","operation":"UpdateIntegration","apiId":"a",\
            "integrationId":"i","status":429,"errorCode":"TooManyRequestsException","applied":false
            """
        #expect(String(decoding: request.jsonLine(), as: UTF8.self) == line + "}")
        #expect(String(decoding: request.jsonLine(includesBody: true), as: UTF8.self) == line + #","body":"{}"}"#)
    }
}
