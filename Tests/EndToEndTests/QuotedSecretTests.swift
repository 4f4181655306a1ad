import Foundation
import Sandbox
import Testing

/// Services quote in a refusal what they were sent: the Authorization header, the session token, the canonical request.
@Suite(.turns)
struct QuotedSecretTests {
    /// With characters that JSON and URLs escape.
    private static let token = "FwoGZXIvYXdzEDISTINCTIVE//token+\"quoted\"=="

    /// An answer of each kind, and how it comes about.
    enum Refusal: String, CaseIterable, Sendable {
        case badRequest = "400"
        case refusedCredentials = "403"
        case unknownIntegration = "404"
        case serverError = "500"

        var options: [String] {
            switch self {
            case .badRequest: IntegrationExample.ids + ["--timeout-in-millis", "30001"]
            case .refusedCredentials, .serverError: IntegrationExample.ids
            case .unknownIntegration: ["--api-id", "a1b2c3d4", "--integration-id", "nope"]
            }
        }
    }

    @Test(arguments: Refusal.allCases, ["enhanced", "json", "table"])
    func aRefusalThatQuotesTheRequestIsShownWithoutItsSecrets(refusal: Refusal, format: String) async throws {
        try await IntegrationExample.with({ configuration in
            configuration.quotesRequests = true
            // A token that it has not given itself would be the first thing that it refuses.
            configuration.checksSignatures = refusal == .refusedCredentials
            if refusal == .serverError { configuration.faults = [.status500: 1] }
        }) { bench, _ in
            var bench = bench
            let secret = refusal == .refusedCredentials ? "NotTheSandboxesSecret" : SandboxServer.secretAccessKey
            bench.environment["AWS_SECRET_ACCESS_KEY"] = secret
            bench.environment["AWS_SESSION_TOKEN"] = Self.token
            bench.environment["AWS_MAX_ATTEMPTS"] = "1"
            let words = ["update-integration"] + refusal.options + ["--cli-error-format", format]
            for options in [words, words + ["--debug"]] {
                let result = try await bench.run(options)
                #expect(result.ending == .exit(254))
                let text = result.output + result.errors
                let isTrace = options.last == "--debug"
                #expect(text.contains("< \(refusal.rawValue)") == isTrace, "\(text)")
                #expect(text.contains("<redacted>"))
                for hidden in ["EDISTINCTIVE", "token+", "token%2B", secret] {
                    #expect(!text.contains(hidden), "\(text)")
                }
                #expect(!text.contains(/Signature=[0-9a-f]/), "\(text)")
                let keyID = SandboxServer.accessKeyID(account: IntegrationExample.account)
                #expect(!isTrace || !text.contains(keyID), "\(text)")
            }
        }
    }
}
