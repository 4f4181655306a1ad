import AWSCore
import Testing

@Suite struct AWSErrorTests {
    @Test(arguments: [
        (403, "UnrecognizedClientException", true), (403, "InvalidSignatureException", true),
        (403, "SignatureDoesNotMatch", true), (403, "ExpiredTokenException", true),
        (400, "ExpiredTokenException", true),
        (403, "MissingAuthenticationTokenException", true), (403, "InvalidClientTokenId", true),
        (403, "AccessDeniedException", false), (403, "403", false), (500, "ExpiredTokenException", false),
        (404, "NotFoundException", false),
    ])
    func refusedCredentialsAreToldFromAMissingPermission(_ status: Int, _ code: String, _ isRefused: Bool) {
        let error = AWSError(operation: "GetApis", code: code, message: "", httpStatus: status)
        #expect(error.isCredentialsRefused == isRefused)
    }

    @Test func descriptionsSayWhatAPersonNeeds() {
        var error = AWSError(
            operation: "UpdateIntegration",
            code: "NotFoundException",
            message: "Invalid API identifier specified a1",
            httpStatus: 404,
            requestID: "r-1",
            attempts: 1
        )
        #expect(error.shortDescription == "NotFoundException (HTTP 404)")
        #expect(
            error.description
                == "UpdateIntegration: NotFoundException (HTTP 404): Invalid API identifier specified a1 [request id r-1]"
        )
        error.code = "503"
        error.httpStatus = 503
        error.attempts = 8
        error.mayHaveBeenProcessed = true
        error.message = ""
        #expect(error.shortDescription == "HTTP 503")
        #expect(
            error.description
                == "UpdateIntegration: HTTP 503 [request id r-1, 8 tries, it may have taken effect all the same]"
        )
    }

    @Test func failuresBeforeAnAnswerNameTheHostButNotInTheirShortForm() {
        let transport = TransportError(phase: .connect, host: "127.0.0.1:9", message: "Connection refused")
        let error = AWSError(
            operation: "GetApis",
            code: "ConnectFailed",
            message: "Connection refused",
            attempts: 2,
            transport: transport
        )
        #expect(error.shortDescription == "could not connect")
        #expect(error.description == "GetApis: could not connect (127.0.0.1:9): Connection refused [2 tries]")
    }
}
