import AWSCore
import Testing

@testable import Commands

/// The layouts of the AWS CLI 2.36.7, but for the name of the program.
struct ErrorFormatTests {
    private static let notFound: CallError = {
        var error = AWSError(
            operation: "UpdateIntegration",
            code: "NotFoundException",
            message: "no integration d4e5f6",
            httpStatus: 404,
            attempts: 1
        )
        error.details = ["resourceType": "Integration", "other": "x"]
        return CallError(error, url: "http://h/", retry: RetryPolicy(maxAttempts: 3))
    }()

    private func text(_ error: CallError, _ format: ErrorFormat) -> String {
        format.text(of: error, terminal: TableTerminal())
    }

    @Test func theUsualFormatAddsWhatTheModelSaysBesideTheMessage() {
        let sentence =
            "\napigw-migrate: [ERROR]: An error occurred (NotFoundException) when calling the UpdateIntegration operation: "
            + "no integration d4e5f6\n"
        #expect(text(Self.notFound, .enhanced) == sentence + "\nAdditional error details:\nResourceType: Integration\n")
        #expect(text(Self.notFound, .legacy) == sentence)
    }

    @Test func theStructuredFormatsAreDocuments() {
        #expect(text(Self.notFound, .text) == "NotFoundException\tno integration d4e5f6\tIntegration\n")
        #expect(
            text(Self.notFound, .yaml)
                == "Code: NotFoundException\nMessage: no integration d4e5f6\nResourceType: Integration\n"
        )
        #expect(
            text(Self.notFound, .json) == """
                {
                    "Message": "no integration d4e5f6",
                    "Code": "NotFoundException",
                    "ResourceType": "Integration"
                }

                """
        )
        #expect(
            text(Self.notFound, .table) == """
                ----------------------------------------------------------------
                |                             error                            |
                +-------------------+-------------------------+----------------+
                |       Code        |         Message         | ResourceType   |
                +-------------------+-------------------------+----------------+
                |  NotFoundException|  no integration d4e5f6  |  Integration   |
                +-------------------+-------------------------+----------------+

                """
        )
    }

    @Test func errorsWithoutACodeAreASentenceInEveryFormat() {
        for format in ErrorFormat.allCases {
            #expect(text(.general("lost"), format) == "\napigw-migrate: [ERROR]: lost\n")
        }
    }

    @Test func whatTheCommandFindsItselfNamesTheCodeFirst() {
        let error = CallError.parameter("bad\u{1B}[31m")
        #expect(
            text(error, .enhanced) == "\napigw-migrate: [ERROR]: An error occurred (ParamValidation): bad\\u{1B}[31m\n"
        )
        #expect(text(error, .json).hasPrefix("{\n    \"Code\": \"ParamValidation\",\n    \"Message\": "))
    }

    @Test(arguments: [
        (429, "TooManyRequestsException", 3, " (reached max retries: 2)"), (500, "500", 3, " (reached max retries: 2)"),
        (500, "500", 2, ""), (429, "429", 1, ""), (409, "ConflictException", 1, ""),
        (400, "BadRequestException", 1, ""),
    ])
    func retriesAreMentionedWhenThereWereNoMore(status: Int, code: String, attempts: Int, words: String) {
        var policy = RetryPolicy(maxAttempts: 3)
        policy.followsCLI = true
        let error = AWSError(
            operation: "UpdateIntegration",
            code: code,
            message: "m",
            httpStatus: status,
            attempts: attempts,
            disposition: status == 429 ? .throttle : status == 500 ? .transient : status == 409 ? .conflict : .fatal
        )
        let sentence = CallError(error, url: "http://h/", retry: policy).sentence
        #expect(
            sentence == "An error occurred (\(code)) when calling the UpdateIntegration operation\(words): m"
        )
    }
}
