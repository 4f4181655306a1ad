import AWSCore
import HTTPTypes
import Testing

@Suite struct SecurityTokenServiceTests {
    private static let reply = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
            <Arn>arn:aws:iam::111122223333:user/a&amp;b</Arn>
            <UserId>AIDAEXAMPLE</UserId>
            <Account>111122223333</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>01234567-89ab</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>
        """

    @Test func theCallerIsNamed() async throws {
        let bench = ClientBench([.response(200, [:], Self.reply)])
        let identity = try await SecurityTokenService(bench.client).getCallerIdentity()
        #expect(identity.account == "111122223333")
        #expect(identity.arn == "arn:aws:iam::111122223333:user/a&b")
        #expect(identity.userID == "AIDAEXAMPLE")
        let sent = try #require(bench.transport.sent.first)
        #expect(sent.request.method == .post)
        #expect(sent.request.path == "/")
        #expect(sent.request.headerFields[.contentType] == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(sent.body == Array("Action=GetCallerIdentity&Version=2011-06-15".utf8))
    }

    @Test func refusedCredentialsAreRecognised() async throws {
        let refusal = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
            <Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid</Message>
            </Error><RequestId>1</RequestId></ErrorResponse>
            """
        let bench = ClientBench([.response(403, [:], refusal)])
        let error = try #require(
            await #expect(throws: AWSError.self) {
                try await SecurityTokenService(bench.client).getCallerIdentity()
            }
        )
        #expect(error.isCredentialsRefused)
        #expect(error.message == "The security token included in the request is invalid")
    }

    @Test(arguments: [
        "", "{}", "<html></html>", "<GetCallerIdentityResult><Account></Account></GetCallerIdentityResult>",
    ])
    func anAnswerWithoutAnAccountIsAnError(_ body: String) async throws {
        let bench = ClientBench([.response(200, [:], body)])
        let error = try #require(
            await #expect(throws: AWSError.self) {
                try await SecurityTokenService(bench.client).getCallerIdentity()
            }
        )
        #expect(error.code == "UnreadableReply")
    }
}
